// How one broadcast lies in a block of the arena: a header, one word per recipient, and three lists
// of times. Recipients stand in order of arrival, then the lost ones in the order in which they were
// drawn. Only broadcasts.ts reads this.
//
//   header | recipients | arrivals: ms … NEVER | answers: (ms, lane) … NEVER | copies: the same
//
// A lane is the offset of a recipient's word from the block. The first list needs no lanes, for its
// order is that of the recipients.
import type { Arena } from "./arena.ts";
import type { Drafts } from "./drafts.ts";

// The header. Word 0 of a block is the arena's. The three NEXT words are offsets from the block to
// the next time of a list; each list ends with NEVER. A list of copies that is empty has offset 0.
export const NEXT_ARRIVAL = 1;
export const NEXT_ANSWER = 2;
export const NEXT_COPY = 3;
export const TIMEOUTS = 4;
export const COUNT = 5;
export const FROM = 6;
export const PAYLOAD = 7;
export const NUMBER = 8;
export const NEXT_TIMEOUT = 9;
const header = 10;

/** Later than every time that counts. */
export const NEVER = 0x7fff_ffff;

// A recipient is one word: the node in 22 bits, the result in eight, and two flags.
export const nodeBits = 22;
export const nodeMask = (1 << nodeBits) - 1;
export const resultMask = 0xff << nodeBits;
/** The sender will wait in vain. */
export const NO_ANSWER = 1 << 30;
/** The sender waits no more. */
export const OVER = 1 << 31;

/** The most nodes that broadcasts can tell apart. */
export const nodesMax = 1 << nodeBits;

/** The result of a delivery that the link lost. */
export const LOST = 255;

/**
 * Writes the drafts to a new block, but for sender, payload and number; −1 if there are none. With
 * `answered` senders wait for each recipient; otherwise for none, and lost messages leave no trace.
 */
export function writeBlock(arena: Arena, drafts: Drafts, answered: boolean): number {
  const { arrivals, copies } = drafts;
  const losses = answered ? drafts.losses : 0;
  const count = arrivals + losses;
  if (count === 0) return -1;
  const copyWords = copies > 0 ? 2 * copies + 1 : 0;
  const block = arena.take(header + count + (arrivals + 1) + (2 * arrivals + 1) + copyWords);
  const { words } = arena;
  words[block + COUNT] = count;
  words[block + NEXT_TIMEOUT] = header;
  const waitsInVain = writeRecipients(words, block, drafts, losses, answered ? NO_ANSWER : OVER);
  words[block + TIMEOUTS] = answered ? waitsInVain : 0;
  writeLists(words, block, drafts);
  return block;
}

/** When a new broadcast is to be visited first, in ms since its start. */
export function firstVisitMs(words: Int32Array, block: number, timeoutMs: number): number {
  // Answers follow arrivals, so the first visit is one of the other three.
  const arrivalMs = words[block + words[block + NEXT_ARRIVAL]];
  const copy = words[block + NEXT_COPY];
  const copyMs = copy > 0 ? words[block + copy] : NEVER;
  return Math.min(arrivalMs, copyMs, words[block + TIMEOUTS] > 0 ? timeoutMs : NEVER);
}

/** Writes recipients and arrivals; returns of how many no answer comes, who get the flag. */
function writeRecipients(
  words: Int32Array,
  block: number,
  drafts: Drafts,
  losses: number,
  flag: number,
): number {
  const { arrivals, to, arrivalMs, answerMs, lostTo } = drafts;
  const recipients = block + header;
  const times = recipients + arrivals + losses;
  const order = drafts.orderOfArrival();
  let unanswered = losses;
  for (let i = 0; i < arrivals; i++) {
    const draft = order[i];
    const silent = answerMs[draft] < 0;
    words[recipients + i] = to[draft] | (silent ? flag : 0);
    words[times + i] = arrivalMs[draft];
    if (silent) unanswered++;
    drafts.note(draft, header + i);
  }
  words[times + arrivals] = NEVER;
  for (let i = 0; i < losses; i++) {
    words[recipients + arrivals + i] = lostTo[i] | (LOST << nodeBits) | flag;
  }
  return unanswered;
}

/** Writes answers and copies, and where each list begins. */
function writeLists(words: Int32Array, block: number, drafts: Drafts): void {
  const arrival = header + words[block + COUNT];
  const answer = arrival + drafts.arrivals + 1;
  const copy = drafts.copies > 0 ? answer + 2 * drafts.arrivals + 1 : 0;
  words[block + NEXT_ARRIVAL] = arrival;
  words[block + NEXT_ANSWER] = answer;
  words[block + NEXT_COPY] = copy;
  drafts.writeAnswers(words, block + answer, NEVER);
  if (copy > 0) drafts.writeCopies(words, block + copy, NEVER);
}
