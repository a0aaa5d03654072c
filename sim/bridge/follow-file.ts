// Reads a text file's lines, and those that are added to it later, into a feed. A file that shrinks
// or is replaced begins anew only where the caller starts again: a trace is written once, forward.
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import type { Feed } from "./feed.ts";

const lookEveryMs = 150;
const partBytes = 1 << 20;

/**
 * Feeds a file's whole lines until `stop` is called; ends the feed after an `end` record.
 * @returns a function that stops following
 */
export function followFile(file: string, feed: Feed): () => void {
  const decoder = new StringDecoder("utf8");
  let at = 0;
  let rest = "";
  const look = () => {
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return;
    const handle = openSync(file, "r");
    try {
      const buffer = Buffer.alloc(partBytes);
      for (;;) {
        const read = readSync(handle, buffer, 0, partBytes, at);
        if (read === 0) break;
        at += read;
        const lines = (rest + decoder.write(buffer.subarray(0, read))).split("\n");
        rest = lines.pop() ?? "";
        feed.push(...lines.filter((line) => line !== ""));
      }
    } finally {
      closeSync(handle);
    }
    const last = feed.from(feed.length - 1, 1)[0] ?? "";
    if (/^\{"kind":"end"/.test(last)) finish();
  };
  const finish = () => {
    clearInterval(timer);
    if (!feed.ended) feed.end();
  };
  const timer = setInterval(look, lookEveryMs);
  look();
  return () => clearInterval(timer);
}
