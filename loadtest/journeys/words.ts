// What people say, and how a message carries the time at which it was sent, so that whoever sees it
// in a /sync knows how long it took.
import { messageWords } from "../tables.ts";
import type { Scene } from "./scene.ts";
import { at, type Json } from "./step.ts";

const vocabulary = [
  ...["yes", "no", "maybe", "the", "room", "is", "split", "again", "who", "saw", "that", "first"],
  ...["I", "think", "we", "should", "ask", "her", "later", "please", "look", "at", "this", "one"],
  ...["good", "morning", "server", "thanks", "see", "you", "then", "done", "who's", "there", "ok"],
] as const;

/** Key of the stamp inside a message's content. */
export const stampKey = "rashomon.load";

/** What a message says about its sending. */
export interface Stamp {
  readonly run: string;
  /** ms since 1970. */
  readonly sent: number;
  /** Index of the phase of the load in which its journey began. */
  readonly phase: number;
}

/** A text of as many words as people write. */
export function sayingOf({ draws }: Scene): string {
  const count = draws.pick(messageWords);
  let text: string = draws.pick(vocabulary);
  for (let n = 1; n < count; n++) text += ` ${draws.pick(vocabulary)}`;
  return text;
}

/** The stamp of a message that is sent now. */
export function stampOf(scene: Scene): { readonly [stampKey]: Json } {
  return { [stampKey]: { run: scene.runId, sent: scene.now(), phase: scene.phase } };
}

/** The stamp in an event's content, or undefined; content is not trusted. */
export function readStamp(content: unknown): Stamp | undefined {
  const [run, sent, phase] = ["run", "sent", "phase"].map((key) => at(content, stampKey, key));
  if (typeof run !== "string" || typeof sent !== "number" || typeof phase !== "number") {
    return undefined;
  }
  return { run, sent, phase };
}

/** A transaction id that no other request has, also not in another run on the same server. */
export function txnId({ runId, arrival }: Scene, part: string): string {
  return `${runId}.${arrival}.${part}`;
}
