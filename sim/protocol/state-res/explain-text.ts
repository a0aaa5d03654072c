// An explanation in sentences, for people who know the specification. It only words what
// explain.ts has gathered. Room content in it is made printable; a page must still escape it.
import { otherwiseLines } from "./explain-otherwise.ts";
import { keyName, shortId, type EventRef } from "../event-name.ts";
import { printable } from "../printable.ts";
import type {
  Because,
  DecidedBy,
  Explanation,
  KeyExplanation,
  Outcome,
  Replayed,
} from "./explain.ts";

/**
 * The whole explanation, one paragraph a key, lines of any length. Keys that were replayed for
 * others' sake and stayed as they were come last, with a line each.
 * @example explainText(explainResolution(room, [stateA, stateB]))
 */
export function explainText(explanation: Explanation): string {
  const { keys, labels } = explanation;
  const lines = [headline(explanation)];
  for (const key of keys) if (!isBystander(key)) lines.push("", ...explainKey(key, labels));
  const bystanders = keys.filter(isBystander);
  if (bystanders.length > 0) lines.push("", "Replayed as well, without any change:");
  for (const { replayed } of bystanders) lines.push(`  ${bystander(replayed[0])}`);
  return `${lines.join("\n")}\n`;
}

/** All states agree on the key, and replaying the very event on which they do has kept it. */
function isBystander({ conflicted, replayed }: KeyExplanation): boolean {
  return !conflicted && replayed.length === 1 && replayed[0].outcome.kind === "stays";
}

function bystander({ event, because }: Replayed): string {
  return `${event.name}: ${reason(because)}.`;
}

/** The paragraph of one key as lines. */
export function explainKey(key: KeyExplanation, labels: readonly string[]): string[] {
  return [
    `${keyName(key.type, key.stateKey)}: ${result(key)}`,
    ...said(key, labels).map((line) => `  ${line}`),
    ...key.replayed.map((replayed, n) => `  ${n + 1}. ${sentences(replayed)}`),
    ...otherwiseLines(key).map((line) => `  ${line}`),
  ];
}

function headline({ algorithm, dialect, labels, counts, keys }: Explanation): string {
  const contested = keys.filter((key) => key.conflicted).length;
  const start = `State resolution ${algorithm} (dialect ${dialect}) of ${count(labels.length, "state")}`;
  if (contested === 0) return `${start}: nothing is in conflict.`;
  // State resolution v1 replays nothing but what is in conflict.
  if (algorithm === "v1") {
    return `${start}: ${count(counts.conflicted, "event")} at ${count(contested, "key")} in conflict.`;
  }
  const sizes = [`auth difference ${counts.authDifference}`];
  if (algorithm === "v2.1") sizes.push(`conflicted state subgraph ${counts.subgraph}`);
  const conflict = `${count(counts.conflicted, "event")} at ${count(contested, "key")} in conflict`;
  const more = `${count(counts.replayed, "more event")} replayed with them`;
  return `${start}: ${conflict}, ${more} (${sizes.join(", ")}).`;
}

function result({ conflicted, winner, said }: KeyExplanation): string {
  if (winner === null) return "no event stays; the resolved state lacks this key.";
  if (conflicted) return `${winner.name} stays.`;
  if (said.every((event) => event === null)) return `no state holds it, but ${winner.name} stays.`;
  if (said.includes(null)) return `not in conflict in this dialect, only ${winner.name} is held.`;
  return `not in conflict, all states hold ${winner.name}.`;
}

/** Which state held what, states with the same event together. */
function said({ said, conflicted }: KeyExplanation, labels: readonly string[]): string[] {
  if (!conflicted) return ["Events of this key were replayed all the same, for others' sake."];
  const holders = new Map<string, { name: string; labels: string[] }>();
  for (const [n, event] of said.entries()) {
    const entry = holders.get(event?.id ?? "") ?? { name: event?.name ?? "nothing", labels: [] };
    entry.labels.push(labels[n]);
    holders.set(event?.id ?? "", entry);
  }
  return [...holders.values()].map(
    ({ name, labels: by }) => `${list(by)} ${by.length === 1 ? "holds" : "hold"} ${name}.`,
  );
}

function sentences(replayed: Replayed): string {
  const { event, because, place, after, outcome } = replayed;
  const parts = [`${event.name}: ${whereabouts(place)}`];
  if (after !== undefined) parts.push(`, after ${shortId(after.rival.id)} because ${why(after)}`);
  parts.push(".");
  if (because.kind !== "conflicted") parts.push(` No conflict of its own: ${reason(because)}.`);
  parts.push(` ${ending(outcome)}`);
  return parts.join("");
}

function whereabouts({ pass, place, of, ...more }: Replayed["place"]): string {
  const { power, isPowerEvent, mainline, depth } = more;
  if (depth !== undefined) {
    const order = pass === 1 ? "from the least deep on" : "from the deepest on";
    return `place ${place} of ${of} ${order} (depth ${depth})`;
  }
  if (pass === 1) {
    const role = isPowerEvent === true ? "" : "; no power event itself, but one stands on it";
    return `place ${place} of ${of} in the order of power events (sender's power ${power}${role})`;
  }
  const position =
    mainline === null
      ? "its power levels lead to none on the mainline"
      : `mainline position ${mainline}, 0 being the newest power levels`;
  return `place ${place} of ${of} in mainline order (${position})`;
}

function why({ by, values = ["", ""], waitedFor, rival }: Earlier): string {
  const [earlier, later] = values;
  switch (by) {
    case "pass":
      return "power events are taken before all others";
    case "auth chain":
      return waitedFor?.id === rival.id
        ? "that one is in its auth chain"
        : `it had to wait for ${name(waitedFor ?? null)}, which is in its auth chain`;
    case "power":
      return `that one's sender had ${Number(earlier) < Number(later) ? "less" : "more"} power (${earlier} against ${later})`;
    case "mainline":
      return earlier === "none"
        ? `that one's power levels lead to none on the mainline, and such events go first`
        : `that one belongs to older power levels (position ${earlier} against ${later})`;
    case "built from its end":
      return "this dialect builds the order from its end, and other events rest on that one";
    case "steps":
      return `that one has fewer power levels between itself and the mainline (${earlier} against ${later})`;
    case "timestamp":
      return `that one has the earlier timestamp (${earlier} against ${later})`;
    case "depth":
      return `that one is ${Number(earlier) > Number(later) ? "deeper" : "less deep"} (${earlier} against ${later})`;
    case "event id hash":
      return "at the same depth the SHA-1 of the event ID decides";
    case "event id":
      return "all else being equal, that one's event ID sorts first";
  }
}

function reason(because: Because): string {
  switch (because.kind) {
    case "conflicted":
      return "in conflict";
    case "auth-difference":
      return `in the auth chain of ${list(because.inChainsOf)} only (auth difference)`;
    case "subgraph": {
      const { from, to } = because;
      return `on a path of auth events from ${from.name} to ${to.name} (conflicted state subgraph)`;
    }
  }
}

function ending(outcome: Outcome): string {
  switch (outcome.kind) {
    case "stays":
      return "Allowed, and nothing later replaces it.";
    case "taken":
      return outcome.stays
        ? "Taken without a check, and nothing later replaces it."
        : "Taken without a check, then replaced by what is deeper.";
    case "untried":
      return "Never tried: the key was decided before.";
    case "replaced":
      return `Allowed, then replaced by ${shortId(outcome.by.id)}, which is later in the order.`;
    case "overridden":
      return `Allowed, but all states agree on ${outcome.by.name}, which is put back at the end.`;
    case "refused": {
      const { verdict, decidedBy } = outcome;
      if (verdict.rule === "rejected-before") {
        return "Passed over: it was rejected when it came, and this dialect takes no such event back.";
      }
      const refusal = `Refused by rule ${verdict.rule} (${verdict.spec}): ${printable(verdict.detail)}.`;
      return decidedBy === undefined ? refusal : `${refusal} ${decider(decidedBy)}`;
    }
  }
}

function decider({ type, stateKey, event, foundIn }: DecidedBy): string {
  const key = keyName(type, stateKey);
  switch (foundIn) {
    case "state":
      return `What decided is ${name(event)} in the state so far.`;
    case "own auth events":
      return `What decided is ${name(event)}, one of its own auth events, because the state so far has no ${key}.`;
    case "nowhere":
      return `What decided is that neither the state so far nor its own auth events have ${key}.`;
  }
}

function name(event: EventRef | null): string {
  return event?.name ?? "nothing";
}

type Earlier = NonNullable<Replayed["after"]>;

/** `a`, `a and b`, `a, b and c`. */
function list(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
