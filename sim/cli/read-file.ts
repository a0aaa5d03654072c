// Reads a text file that a user named, plain or gzipped, and says in words what is wrong with it
// otherwise: missing, a folder, empty, too large, not text. Knows nothing of its content.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { gunzipSync } from "node:zlib";
import { closest } from "../run/plan/closest.ts";
import { Problem, systemCode } from "./problem.ts";

/** The largest file that is read, in bytes; also the largest content of a gzipped one. */
const fileBytesMax = 500_000_000;

/**
 * The text of a UTF-8 file; gzip is unpacked. Throws a `Problem` on everything that is none.
 * @param options `bytesMax`: the limit (default `fileBytesMax`)
 */
export function readTextFile(file: string, options: { readonly bytesMax?: number } = {}): string {
  const bytesMax = options.bytesMax ?? fileBytesMax;
  const raw = readBytes(file, bytesMax);
  if (raw.length === 0) {
    throw new Problem({ file, message: "the file is empty", remedy: "Name a file with content." });
  }
  const bytes = isGzip(raw) ? unpack(file, raw, bytesMax) : raw;
  return decode(file, bytes);
}

function readBytes(file: string, bytesMax: number): Uint8Array {
  try {
    const { size } = statSync(file);
    if (size > bytesMax) throw tooLarge(file, `${size} bytes`, bytesMax);
    return readFileSync(file);
  } catch (thrown) {
    throw thrown instanceof Problem ? thrown : readProblem(file, thrown);
  }
}

function tooLarge(file: string, size: string, bytesMax: number): Problem {
  return new Problem({
    file,
    message: `the file has ${size}; at most ${bytesMax} are read`,
    remedy: "Cut the file: a part of a room or trace can be read, with gaps.",
  });
}

function readProblem(file: string, thrown: unknown): unknown {
  switch (systemCode(thrown)) {
    case "ENOENT":
    case "ENOTDIR": {
      const similar = similarName(file);
      const remedy = similar === undefined ? "Check the path." : `Did you mean ${similar}?`;
      return new Problem({ file, message: "there is no such file", remedy });
    }
    case "EISDIR":
      return new Problem({ file, message: "this is a folder", remedy: "Name a file in it." });
    case "EACCES":
    case "EPERM":
      return new Problem({
        file,
        message: "you may not read this file",
        remedy: "Change its rights, or copy it to where you may.",
      });
    default:
      return thrown;
  }
}

/** A file beside the missing one whose name is nearly the same. */
function similarName(file: string): string | undefined {
  try {
    return closest(basename(file), readdirSync(dirname(file)));
  } catch {
    return undefined;
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpack(file: string, bytes: Uint8Array, bytesMax: number): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: bytesMax });
  } catch (thrown) {
    if (systemCode(thrown) === "ERR_BUFFER_TOO_LARGE") {
      throw tooLarge(file, `more than ${bytesMax} bytes once unpacked`, bytesMax);
    }
    throw new Problem({
      file,
      message: "the file begins like gzip but cannot be unpacked",
      remedy: "It was cut off or damaged; fetch or make it again.",
    });
  }
}

function decode(file: string, bytes: Uint8Array): string {
  const remedy = "Name a text file: NDJSON, JSON or JSON5 in UTF-8, or one of these gzipped.";
  if (bytes.subarray(0, 8192).includes(0)) {
    throw new Problem({ file, message: "this is a binary file", remedy });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const line = lineOfBadByte(bytes);
    throw new Problem({ file, line, message: "there are bytes that are no UTF-8", remedy });
  }
}

/** The first line that cannot be decoded, by decoding line after line. */
function lineOfBadByte(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return line;
}
