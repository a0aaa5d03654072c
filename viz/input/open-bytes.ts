// From a file's bytes to a model's data: packed or not, zipped or not, trace or room. Traces are read
// as a stream, so that one may be larger than a text can be. Used by the page and by its worker; it
// knows neither.
import { isPack, unpack, type ModelData } from "../model/index.ts";
import { bytesMax, gunzip } from "./gzip.ts";
import { openText } from "./open-text.ts";
import { isTraceSource, streamTrace } from "./stream-trace.ts";

/**
 * The data of a file. Throws with words for the reader where it is none that can be shown.
 *
 * @param name the file's name: JSON5 is known by its ending, and a room is called after it
 * @param progress called with the share that is read, from 0 to 1
 */
export async function openBlob(
  blob: Blob,
  name: string,
  progress?: (share: number) => void,
): Promise<ModelData> {
  if (await isTraceSource(blob)) {
    return (await streamTrace(blob, { ...(progress && { progress }) })).data;
  }
  if (blob.size > bytesMax) throw new Error(`a file that is no trace may have ${bytesMax} bytes`);
  return openBytes(new Uint8Array(await blob.arrayBuffer()), name);
}

/** The same of bytes that are in memory: they are read as a whole. */
export async function openBytes(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<ModelData> {
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = zipped ? await gunzip(bytes) : bytes;
  if (isPack(plain)) return unpack(plain);
  return openText(textOf(plain), zipped ? name.replace(/\.gz$/, "") : name);
}

/** The most bytes that one text can be made of: V8's strings end there. */
const textMax = 500_000_000;

function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  if (bytes.subarray(0, 8192).includes(0))
    throw new Error("this is a binary file, no trace or room");
  if (bytes.length > textMax) throw new Error(`as one text at most ${textMax} bytes are read`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("the file is not text in UTF-8");
  }
}
