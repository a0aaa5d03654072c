// Where the page's trace comes from: the inert script element that the page carries (packed, gzip,
// base64), or a file that somebody opens or drops. Nothing is ever fetched.
import { gatherModel, isPack, readRecords, unpack, type ModelData } from "../model/index.ts";

/** The embedded trace's data, or undefined where the page carries none. */
export async function embeddedTrace(): Promise<ModelData | undefined> {
  const holder = document.getElementById("trace");
  const base64 = holder?.textContent.trim() ?? "";
  // A page without a trace still has the word that marks its place.
  if (base64 === "" || base64.startsWith("@")) return undefined;
  // The data is held once, in the model; the element would keep it a second time.
  holder?.remove();
  return traceOfBytes(bytesOfBase64(base64));
}

/** The data of a trace's file: NDJSON or packed, plain or gzipped. Throws where it is none. */
export async function traceOfBytes(bytes: Uint8Array<ArrayBuffer>): Promise<ModelData> {
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = zipped ? await inflate(bytes) : bytes;
  if (isPack(plain)) return unpack(plain);
  const reading = readRecords(new TextDecoder().decode(plain));
  if (!reading.ok) throw new Error(reading.message);
  return gatherModel(reading.records, { skipped: reading.skipped });
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> })
    .fromBase64;
  if (native !== undefined) return native(base64);
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
