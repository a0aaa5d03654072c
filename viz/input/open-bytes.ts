// From a file's bytes to a model's data: packed or not, zipped or not, trace or room. Used by the
// page and by its worker; it knows neither.
import { isPack, unpack, type ModelData } from "../model/index.ts";
import { gunzip } from "./gzip.ts";
import { openText } from "./open-text.ts";

/**
 * The data of a file. Throws with words for the reader where it is none that can be shown.
 *
 * @param name the file's name: JSON5 is known by its ending, and a room is called after it
 */
export async function openBytes(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<ModelData> {
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = zipped ? await gunzip(bytes) : bytes;
  if (isPack(plain)) return unpack(plain);
  return openText(textOf(plain), zipped ? name.replace(/\.gz$/, "") : name);
}

function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  if (bytes.subarray(0, 8192).includes(0))
    throw new Error("this is a binary file, no trace or room");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("the file is not text in UTF-8");
  }
}
