// A model's data as one run of bytes: what a page carries and a worker hands over. Columns are
// turned so that a general compressor finds little in them: numbers become differences from the
// one before or from what another column says (residuals.ts), and the bytes of equal weight stand
// together. Opening it is a pass or two over the numbers.
//
// Layout: 8 bytes `RSHMPCK1`, a 32-bit length, that many bytes of JSON (head, texts, and a list of
// columns with their form and length), then the columns one after the other.
import type { ModelData, ModelHead } from "./model-data.ts";
import { fromResiduals, hasResiduals, residualNames, toResiduals } from "./residuals.ts";
import type { Columns, Numbers } from "./table.ts";

const magic = "RSHMPCK1";

/**
 * `bytes`: as they are. `deltas`: differences from the one before, zigzag, four planes. `small`: the
 * same without differences; `counts`: without signs too. `raw`: eight bytes a number. Those with
 * `-time` become Float64Arrays.
 */
type Form = "bytes" | "raw" | Planes | `${Planes}-time`;
type Planes = "deltas" | "small" | "counts";

/** Columns whose neighbours have nothing to do with each other: who made an event, and so on. */
const scattered: ReadonlySet<string> = new Set([
  ...["events.server", "events.sender", "events.type"],
  ...residualNames,
]);

interface ColumnEntry {
  readonly name: string;
  readonly form: Form;
  /** Numbers, not bytes. */
  readonly length: number;
}

interface PackHead {
  readonly head: ModelHead;
  readonly texts: string[];
  readonly columns: readonly ColumnEntry[];
  /** True where some columns are what is left of others. */
  readonly residual: boolean;
}

/** The bytes of a model's data. Pure: same data, same bytes. */
export function pack(data: ModelData): Uint8Array<ArrayBuffer> {
  const residual = hasResiduals(data.columns);
  const written = residual ? toResiduals(data.columns) : data.columns;
  const parts = Object.entries(written).map(([name, numbers]) =>
    encode(numbers, { name, small: residual && scattered.has(name) }),
  );
  const columns = parts.map(({ entry }) => entry);
  const packHead: PackHead = { head: data.head, texts: data.texts, columns, residual };
  const head = new TextEncoder().encode(JSON.stringify(packHead));
  const start = magic.length + 4 + head.length;
  const total = parts.reduce((sum, { bytes }) => sum + bytes.length, start);
  const result = new Uint8Array(total);
  result.set(new TextEncoder().encode(magic));
  new DataView(result.buffer).setUint32(magic.length, head.length, true);
  result.set(head, magic.length + 4);
  let at = start;
  for (const { bytes } of parts) {
    result.set(bytes, at);
    at += bytes.length;
  }
  return result;
}

/** True for bytes that `pack` made. */
export function isPack(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, magic.length)) === magic;
}

/** The data again; throws with what is wrong where the bytes are not a whole pack. */
export function unpack(bytes: Uint8Array): ModelData {
  if (!isPack(bytes)) throw new Error("these bytes are no packed trace");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headEnd = magic.length + 4 + view.getUint32(magic.length, true);
  const text = new TextDecoder().decode(bytes.subarray(magic.length + 4, headEnd));
  const { head, texts, columns: entries, residual } = JSON.parse(text) as PackHead;
  const columns: Columns = {};
  let at = headEnd;
  for (const { name, form, length } of entries) {
    const size = length * bytesOf[form];
    if (at + size > bytes.length) throw new Error("the packed trace is cut off");
    columns[name] = decode(bytes.subarray(at, at + size), form, length);
    at += size;
  }
  return { head, columns: residual ? fromResiduals(columns) : columns, texts };
}

const bytesOf: Readonly<Record<Form, number>> = {
  bytes: 1,
  deltas: 4,
  "deltas-time": 4,
  small: 4,
  "small-time": 4,
  counts: 4,
  "counts-time": 4,
  raw: 8,
};

function encode(
  numbers: Numbers,
  { name, small }: { name: string; small: boolean },
): { entry: ColumnEntry; bytes: Uint8Array } {
  const { length } = numbers;
  if (numbers instanceof Uint8Array) {
    return { entry: { name, form: "bytes", length }, bytes: numbers };
  }
  const isTime = numbers instanceof Float64Array;
  if (isTime && !fitDeltas(numbers)) {
    const bytes = new Uint8Array(
      numbers.buffer.slice(numbers.byteOffset, numbers.byteOffset + 8 * length),
    );
    return { entry: { name, form: "raw", length }, bytes };
  }
  const bytes = new Uint8Array(4 * length);
  const form: Planes = !small ? "deltas" : numbers.every((each) => each >= 0) ? "counts" : "small";
  let last = 0;
  for (let at = 0; at < length; at++) {
    const delta = (numbers[at] - last) | 0;
    if (!small) last = numbers[at];
    const value = form === "counts" ? delta : (delta << 1) ^ (delta >> 31);
    for (let plane = 0; plane < 4; plane++) bytes[plane * length + at] = value >>> (8 * plane);
  }
  return { entry: { name, form: isTime ? `${form}-time` : form, length }, bytes };
}

/** Whole numbers whose neighbours are less than 2^30 apart; a sum never comes to −0. */
function fitDeltas(numbers: Float64Array): boolean {
  let last = 0;
  return numbers.every((number) => {
    const isWhole = Number.isSafeInteger(number) && !Object.is(number, -0);
    const fits = isWhole && Math.abs(number - last) < 2 ** 30;
    last = number;
    return fits;
  });
}

function decode(bytes: Uint8Array, form: Form, length: number): Numbers {
  switch (form) {
    case "bytes":
      return new Uint8Array(bytes);
    case "raw":
      return new Float64Array(new Uint8Array(bytes).buffer);
    case "deltas":
      return sumInts(bytes, new Int32Array(length));
    case "deltas-time":
      return sumTimes(bytes, new Float64Array(length));
    case "small":
      return Int32Array.from({ length }, (_, at) => deltaAt(bytes, length, at));
    case "small-time":
      return Float64Array.from({ length }, (_, at) => deltaAt(bytes, length, at));
    case "counts":
      return Int32Array.from({ length }, (_, at) => countAt(bytes, length, at));
    case "counts-time":
      return Float64Array.from({ length }, (_, at) => countAt(bytes, length, at));
  }
}

/** The difference at a place, from its four planes. */
function deltaAt(bytes: Uint8Array, length: number, at: number): number {
  const zigzag = countAt(bytes, length, at);
  return (zigzag >>> 1) ^ -(zigzag & 1);
}

/** The number at a place, from its four planes. */
function countAt(bytes: Uint8Array, length: number, at: number): number {
  return (
    bytes[at] |
    (bytes[length + at] << 8) |
    (bytes[2 * length + at] << 16) |
    (bytes[3 * length + at] << 24)
  );
}

// Two loops of one shape: an engine compiles each for the one sort of array that it sees.
function sumInts(bytes: Uint8Array, numbers: Int32Array): Int32Array {
  let last = 0;
  for (let at = 0; at < numbers.length; at++) {
    last = (last + deltaAt(bytes, numbers.length, at)) | 0;
    numbers[at] = last;
  }
  return numbers;
}

function sumTimes(bytes: Uint8Array, numbers: Float64Array): Float64Array {
  let last = 0;
  for (let at = 0; at < numbers.length; at++) {
    last += deltaAt(bytes, numbers.length, at);
    numbers[at] = last;
  }
  return numbers;
}
