// What people say, and how a message carries the time at which it was sent, so that whoever sees it
// in a /sync knows how long it took.
import { messageWords } from "../tables.ts";
import { at } from "./answer.ts";
import type { Scene } from "./scene.ts";
import type { Json } from "./step.ts";

/** As many words as five bits tell apart. */
const vocabulary = [
  ...["yes", "no", "maybe", "the", "room", "is", "split", "again", "who", "saw", "that"],
  ...["I", "think", "we", "should", "ask", "her", "later", "please", "look", "at", "this"],
  ...["good", "morning", "server", "thanks", "see", "you", "then", "done", "who's", "there"],
] as const;
const wordsPerDraw = 6;

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
  let text = "";
  let bits = 0;
  for (let n = 0; n < count; n++, bits >>>= 5) {
    if (n % wordsPerDraw === 0) bits = draws.next();
    text += n === 0 ? vocabulary[bits & 31] : ` ${vocabulary[bits & 31]}`;
  }
  return text;
}

/** The stamp of a message that is sent now. */
export function stampOf({ runId, now, phase }: Scene): Json {
  return { run: runId, sent: now(), phase };
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
