// Canonical texts of the events that were looked at last. An event is made, signed, named, sent and
// verified within a short while, and each of these asks for the same texts. PDUs are never changed,
// so a text belongs to the object; a ring of them costs the garbage collector nothing, which a
// WeakMap does. Called by event-hash.ts and signing.ts only.
import type { Pdu } from "./event.ts";
import type { SharedText } from "./event-texts.ts";
import type { RoomVersion } from "./room-version.ts";

/** What was worked out of one event so far. */
export interface EventTexts {
  pdu: Pdu | undefined;
  /** Both texts can be written as the event stands. */
  plain: boolean | undefined;
  /** What a plain event's two texts share. */
  shared: SharedText | undefined;
  /** The text under the content hash, and the hash. */
  content: string | undefined;
  hash: string | undefined;
  /** The text that is signed, and its hash as the event's version writes it. */
  signed: string | undefined;
  reference: string | undefined;
  /** The version whose rules the texts follow. */
  version: RoomVersion | undefined;
}

const ringLength = 8;
const ring: EventTexts[] = Array.from({ length: ringLength }, () => ({
  pdu: undefined,
  plain: undefined,
  shared: undefined,
  content: undefined,
  hash: undefined,
  signed: undefined,
  reference: undefined,
  version: undefined,
}));
let newest = 0;

/** The texts of an event, to be read and filled in at once: the next call may reuse the place. */
export function textsOf(pdu: Pdu, version: RoomVersion): EventTexts {
  const known = keptTexts(pdu, version);
  if (known !== undefined) return known;
  newest = (newest + 1) % ringLength;
  const texts = ring[newest];
  texts.pdu = pdu;
  texts.version = version;
  texts.plain = undefined;
  texts.shared = undefined;
  texts.content = undefined;
  texts.hash = undefined;
  texts.signed = undefined;
  texts.reference = undefined;
  return texts;
}

/** The texts of an event if it was looked at lately; who asks takes nobody's place. */
export function keptTexts(pdu: Pdu, version: RoomVersion): EventTexts | undefined {
  for (let n = 0; n < ringLength; n++) {
    const texts = ring[(newest + ringLength - n) % ringLength];
    if (texts.pdu === pdu && texts.version === version) return texts;
  }
  return undefined;
}

/**
 * Hands the texts on to an event that differs in hashes and signatures only, and takes its place:
 * nobody asks for those of an event that is not yet signed again.
 */
export function handContentOn(from: Pdu, to: Pdu, version: RoomVersion): void {
  const texts = textsOf(from, version);
  texts.pdu = to;
  texts.signed = undefined;
  texts.reference = undefined;
}
