// How an origin behaves on the wire, if not well: named faults of servers as they are met in the
// open federation, so that their cost to others can be measured.
import { refuse, type HttpAnswer } from "./spell.ts";

/** - `slow`: every answer takes two seconds
 * - `dead`: connections are reset
 * - `flapping`: dead for ten seconds of every twenty
 * - `retrying`: every transaction is sent twice, as after a lost answer
 * - `silent`: get_missing_events is never answered
 * - `stateless`: it says of no event that it knew the state there, so who joined without the members stays so */
export const manners = [
  ...(["good", "slow", "dead", "flapping", "retrying"] as const),
  ...(["silent", "stateless"] as const),
];
export type Manner = (typeof manners)[number];

/** What happens to a request that an origin gets. */
export type Treatment =
  | { readonly kind: "answer"; readonly afterMs: number }
  | { readonly kind: "refuse"; readonly answer: HttpAnswer }
  | { readonly kind: "reset" | "never" };

const noState = refuse(404, "M_NOT_FOUND", "the state there is not known here");
const slowMs = 2_000;
const flapMs = 10_000;

/** @param atMs since the origins began */
export function treatmentOf(manner: Manner, path: string, atMs: number): Treatment {
  switch (manner) {
    case "slow":
      return { kind: "answer", afterMs: slowMs };
    case "dead":
      return { kind: "reset" };
    case "flapping":
      return Math.floor(atMs / flapMs) % 2 === 0
        ? { kind: "answer", afterMs: 0 }
        : { kind: "reset" };
    case "silent":
      if (path.includes("/get_missing_events/")) return { kind: "never" };
      break;
    case "stateless":
      if (/\/v1\/state(?:_ids)?\//.test(path)) return { kind: "refuse", answer: noState };
      break;
    case "good":
    case "retrying":
      break;
  }
  return { kind: "answer", afterMs: 0 };
}
