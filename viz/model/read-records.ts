// The browser's reader of traces: lighter than sim/trace/read.ts, which checks every field with a
// compiled schema and so needs `eval`-like powers that the page's policy forbids. It checks what
// the model relies on: a kind, and whole numbers, words and lists where they must be.
import { JsonFloat } from "../../sim/protocol/json.ts";
import type { TraceRecord } from "../../sim/trace/records.ts";
import { isObject } from "./is-object.ts";

export type RecordsReading =
  | { readonly ok: true; readonly records: TraceRecord[]; readonly skipped: readonly string[] }
  | { readonly ok: false; readonly message: string };

type Check = (value: unknown) => boolean;

const whole: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const word: Check = (value) => typeof value === "string";
const wholes: Check = (value) => Array.isArray(value) && value.every(whole);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const among =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value as string);
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]));
const change: Check = (value) =>
  Array.isArray(value) &&
  value.length === 3 &&
  word(value[0]) &&
  word(value[1]) &&
  (value[2] === null || whole(value[2]));

const reason = shape({ check: whole, rule: word, spec: word, detail: word });
const placed = { atMs: whole, server: whole, room: whole };

/** What each kind must hold; a missing kind of record is skipped, so new kinds do no harm. */
const kinds: Readonly<Record<string, Check>> = {
  meta: shape({
    format: word,
    scenario: word,
    seed: word,
    servers: listOf(shape({ name: word })),
    rooms: listOf(shape({ id: word, version: word })),
  }),
  event: shape({ ...placed, index: whole, id: word }),
  arrive: shape({
    atMs: whole,
    server: whole,
    event: whole,
    via: among("own", "send", "backfill", "missing", "state", "join"),
    verdict: among("dropped", "outlier", "accepted", "soft-failed", "rejected"),
    why: optional(reason),
    policySignature: optional(word),
  }),
  extremities: shape({ ...placed, events: wholes }),
  state: shape({
    room: whole,
    id: whole,
    parent: (value) => value === null || whole(value),
    changes: listOf(change),
  }),
  current: shape({ ...placed, state: whole }),
  resolve: shape({ ...placed, inputs: wholes, output: whole, algorithm: word }),
  net: shape({ atMs: whole, sentMs: whole, from: whole, to: whole, result: word, events: wholes }),
  forget: shape({ ...placed, events: wholes }),
  partial: shape({
    ...placed,
    step: among("begin", "stuck", "end"),
    event: whole,
    servers: wholes,
  }),
  fault: shape({
    atMs: whole,
    id: whole,
    verb: among("partition", "heal", "hold", "release", "crash", "restart", "begin", "end"),
    rule: optional(word),
    what: optional(word),
    groups: optional(listOf(wholes)),
    links: optional(listOf(wholes)),
    server: optional(whole),
    endMs: optional(whole),
  }),
  op: shape({ atMs: whole, server: whole, user: word, action: word, result: word }),
  mark: shape({ atMs: whole, mark: word, what: word }),
  verdict: shape({ check: word, result: word, detail: word, events: wholes, servers: wholes }),
  end: shape({ atMs: whole, hash: word }),
};

/**
 * Reads NDJSON into records. Lines that cannot be used are skipped and named; only a text without
 * a good `meta` record at its beginning is refused.
 */
export function readRecords(text: string): RecordsReading {
  const records: TraceRecord[] = [];
  const skipped: string[] = [];
  let line = 0;
  for (const content of text.split("\n")) {
    line += 1;
    if (content.trim() === "") continue;
    const record = readRecord(content);
    if (typeof record !== "string") records.push(record);
    else if (records.length === 0) {
      return { ok: false, message: `Line ${line}: ${record}. This is not a Rashomon trace.` };
    } else if (skipped.length < 20) skipped.push(`line ${line}: ${record}`);
    if (records[0] !== undefined && records[0].kind !== "meta") {
      return { ok: false, message: `Line ${line}: a trace begins with its \`meta\` record.` };
    }
  }
  if (records.length === 0) return { ok: false, message: "The trace is empty." };
  return { ok: true, records, skipped };
}

/** One line as a record, or what is wrong with it in a few words. */
export function readRecord(content: string): TraceRecord | string {
  let value: unknown;
  try {
    value = parseLossless(content);
  } catch {
    return "not JSON";
  }
  const kind = isObject(value) ? value["kind"] : undefined;
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind)) return "of no known kind";
  return kinds[kind](value) ? (value as unknown as TraceRecord) : `not a good \`${kind}\` record`;
}

/** Parses JSON without rounding numbers, where the browser allows it. Throws on what is no JSON. */
export function parseLossless(text: string): unknown {
  // A reviver makes parsing several times slower, so only texts that may need one get it.
  return roundedNumber.test(text) ? JSON.parse(text, keepNumbers) : JSON.parse(text);
}

/** Finds numbers that are not plain safe integers (and, harmlessly, the like inside of strings). */
const roundedNumber = /[:,[]\s*-?(?:\d+[.eE]|\d{16})/;

/**
 * Browsers that tell the source text of a number let us keep it, in the form in which the protocol
 * reads it (`JsonValue`); others round.
 */
function keepNumbers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== "number" || source === undefined) return value;
  if (!/^-?\d+$/.test(source) || source === "-0") return new JsonFloat(source);
  return Number.isSafeInteger(value) ? value : BigInt(source);
}
