// SHA-256 of the texts that were hashed last. One text of an event is signed, gives it its name and is
// verified within a short while, and a hash costs more than to see that a text is the same.
// A digest follows from its text alone, so nothing that is kept here can be out of date. Called by
// event-hash.ts and hash-signer.ts.
import { sha256Base64 } from "#sha256";

/** The digest of a text's UTF-8 form, as 43 characters of unpadded base64 each. */
export interface Digest {
  readonly standard: string;
  readonly urlSafe: string;
}

interface Known extends Digest {
  readonly text: string;
}

const knownMost = 8;
const known: Known[] = [];
let newest = -1;

/** @example recentDigest(text).urlSafe // the event's ID without its `$` */
export function recentDigest(text: string): Digest {
  for (let n = 0; n < known.length; n++) {
    const one = known[(newest + knownMost - n) % knownMost];
    if (one.text === text) return one;
  }
  return freshDigest(text);
}

/** The same of a text that is new: where an event is made it is not looked for among the others. */
export function freshDigest(text: string): Digest {
  const standard = sha256Base64(text);
  const urlSafe = standard.replaceAll("+", "-").replaceAll("/", "_");
  newest = (newest + 1) % knownMost;
  const made: Known = { text, standard, urlSafe };
  return (known[newest] = made);
}
