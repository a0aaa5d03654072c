// Event IDs and PDUs as bytes. An ID of the usual form is 32 bytes, or 4 where only its beginning is
// kept; a PDU is its JSON text without what the columns hold already. Both become strings and objects only when somebody looks at them,
// and the last ones that were looked at are kept.
import { JsonFloat } from "../../sim/protocol/json.ts";
import { parseLossless } from "./read-records.ts";
import { isObject } from "./is-object.ts";
import type { Columns } from "./table.ts";

/** `$` and 43 letters of URL-safe base64: what a SHA-256 looks like since room version 4. */
const usualId = /^\$[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const values = new Map([...letters].map((letter, at) => [letter, at]));
const usualBytes = 32;
/** What is kept of an ID whose beginning must do: five letters and a bit. */
const shortBytes = 4;
const shortLetters = 5;
const filler = 0xff;
/** Parsed PDUs that are kept; the oldest goes first. */
const keptMax = 4096;

/** Collects IDs and PDUs, in the order of events. */
export class BodyBuilder {
  private readonly ids = new ByteList();
  private readonly pdus = new ByteList();
  private readonly encoder = new TextEncoder();

  /** @param body the PDU, or the part of it that is to be kept; `undefined` for none */
  add(id: string, body: unknown): void {
    this.ids.push(usualId.test(id) ? bytesOfId(id) : this.encodeText(id));
    this.pdus.push(body === undefined ? new Uint8Array(0) : this.encoder.encode(jsonText(body)));
  }

  /** Keeps no PDU, and of a usual ID its beginning. */
  addBare(id: string): void {
    this.ids.push(usualId.test(id) ? bytesOfId(id).subarray(0, shortBytes) : this.encodeText(id));
    this.pdus.push(new Uint8Array(0));
  }

  /** A text that happens to have the length of usual IDs gets a byte that UTF-8 does not have. */
  private encodeText(id: string): Uint8Array {
    const bytes = this.encoder.encode(id);
    const looksUsual = bytes.length === usualBytes || bytes.length === shortBytes;
    return looksUsual ? Uint8Array.of(...bytes, filler) : bytes;
  }

  finish(into: Columns): void {
    [into["ids"], into["ids.at"]] = this.ids.finish();
    [into["pdus"], into["pdus.at"]] = this.pdus.finish();
  }
}

/** The finished store. */
export class Bodies {
  private readonly columns: Columns;
  private readonly decoder = new TextDecoder();
  private readonly kept = new Map<number, unknown>();

  constructor(columns: Columns) {
    this.columns = columns;
  }

  id(event: number): string {
    const bytes = this.bytes("ids", event);
    if (bytes.length === usualBytes) return idOfBytes(bytes);
    if (bytes.length === shortBytes) return `${idOfBytes(bytes).slice(0, 1 + shortLetters)}…`;
    const end = bytes[bytes.length - 1] === filler ? bytes.length - 1 : bytes.length;
    return this.decoder.decode(bytes.subarray(0, end));
  }

  /** The kept part of the PDU, undefined where none is. */
  body(event: number): unknown {
    if (this.kept.has(event)) return this.kept.get(event);
    const bytes = this.bytes("pdus", event);
    const body = bytes.length === 0 ? undefined : parseLossless(this.decoder.decode(bytes));
    const oldest = this.kept.keys().next();
    if (this.kept.size >= keptMax && !oldest.done) this.kept.delete(oldest.value);
    this.kept.set(event, body);
    return body;
  }

  private bytes(name: string, event: number): Uint8Array {
    const starts = this.columns[`${name}.at`];
    return (this.columns[name] as Uint8Array).subarray(starts[event], starts[event + 1]);
  }
}

/** Byte strings one after the other. */
class ByteList {
  private bytes = new Uint8Array(1 << 16);
  private length = 0;
  private readonly ends = [0];

  push(more: Uint8Array): void {
    if (this.length + more.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more.length));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(more, this.length);
    this.length += more.length;
    this.ends.push(this.length);
  }

  finish(): [Uint8Array, Int32Array] {
    return [this.bytes.slice(0, this.length), Int32Array.from(this.ends)];
  }
}

function bytesOfId(id: string): Uint8Array {
  const bytes = new Uint8Array(usualBytes);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of id.slice(1)) {
    held = (held << 6) | (values.get(letter) ?? 0);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    if (at < usualBytes) bytes[at++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  return bytes;
}

function idOfBytes(bytes: Uint8Array): string {
  let id = "$";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      id += letters[held >> bits];
      held &= (1 << bits) - 1;
    }
  }
  return bits === 0 ? id : id + letters[held << (6 - bits)];
}

/** Compact JSON of a parsed value, with numbers as they were written. */
export function jsonText(value: unknown): string {
  if (value instanceof JsonFloat) return value.text;
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${fields.map(([key, each]) => `${JSON.stringify(key)}:${jsonText(each)}`).join(",")}}`;
}
