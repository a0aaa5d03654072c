// A lossless and strict JSON reader. JSON.parse rounds large integers, merges duplicate keys, turns
// `-0` and `1.0` into other numbers and lets lone surrogates pass; a Matrix event read that way no
// longer hashes to its ID. Writing is canonical-json.ts. Longer than most files, because the reader
// is one hand-written pass whose parts share one position.

/** What `parseJson` returns: every JSON text has exactly one such value, and none is lost. */
export type JsonValue =
  null | boolean | number | string | bigint | JsonFloat | readonly JsonValue[] | JsonObject;

/** A JSON object. Read ones inherit nothing, so that `__proto__` is a key like any other. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/**
 * A number that is not written as a plain integer (`1.5`, `1e10`, `1.0`, `-0`), as it was written.
 * Plain integers are a `number` within ±(2^53−1) and a `bigint` beyond.
 */
export class JsonFloat {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Why a text could not be read, and where. */
export interface JsonProblem {
  readonly code:
    | "syntax"
    | "duplicate-key"
    | "lone-surrogate"
    | "too-deep"
    | "number-too-long"
    | "trailing-text";
  /** One sentence without the position. */
  readonly message: string;
  /** In UTF-16 units from the start of the text, counted from 0. */
  readonly offset: number;
  /** Counted from 1; lines end with `\n`. */
  readonly line: number;
  /** In UTF-16 units, counted from 1. */
  readonly column: number;
}

/** A read value, or why there is none. */
export type JsonResult =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly problem: JsonProblem };

/** Limits of the reader. */
export const jsonLimits = {
  /**
   * Arrays and objects inside each other. Twice what the strictest common reader on real
   * homeservers takes (128, in Rust) and far below what could exhaust the stack here.
   */
  depthMax: 256,
  /** The highest `depthMax` that a caller may ask for. */
  depthMaxMax: 1000,
  /** Digits of one integer; turning digits into a bigint takes more than linear time. */
  digitsMax: 1000,
} as const;

/**
 * Reads one JSON text (RFC 8259) strictly: no duplicate keys, no lone surrogates, nothing after.
 * @param text without a byte order mark.
 * @param options `depthMax`: how deep arrays and objects may nest (default 256, at most 1000);
 * `offsets`: a map to be filled with where each of the outer objects (to depth 3) begins.
 * @example parseJson('{"a":[1,2.0]}') // { ok: true, value: { a: [1, JsonFloat "2.0"] } }
 */
export function parseJson(
  text: string,
  options: {
    readonly depthMax?: number | undefined;
    readonly offsets?: Map<JsonObject, number> | undefined;
  } = {},
): JsonResult {
  const depthMax = Math.min(options.depthMax ?? jsonLimits.depthMax, jsonLimits.depthMaxMax);
  const reader = new Reader(text, depthMax, options.offsets);
  try {
    // Checked once for the whole text, so that strings need not look at raw surrogates.
    if (!text.isWellFormed()) reader.findLoneSurrogate();
    return { ok: true, value: reader.readText() };
  } catch (thrown) {
    if (!(thrown instanceof Stop)) throw thrown;
    return { ok: false, problem: problemAt(text, thrown) };
  }
}

/** True for a JSON object: not null, not an array, not a `JsonFloat`. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof JsonFloat)
  );
}

/**
 * A new object that inherits nothing, to be filled: any key is safe in it, `__proto__` too.
 * Its prototype is empty and frozen rather than null, because engines keep objects without a
 * prototype in a slow form: access to these was measured to be six times faster.
 */
export function emptyObject(): Record<string, JsonValue | undefined> {
  return new EmptyObject();
}

type Bare = Record<string, JsonValue | undefined>;

// Engines give each object room for as many keys as the first ones of its constructor had. Most
// objects of events have one key or two, so they have a constructor of their own: a million events
// take a fifth less memory.
const EmptyObject = function () {} as unknown as new () => Bare;
const SmallObject = function () {} as unknown as new () => Bare;
EmptyObject.prototype = SmallObject.prototype = Object.freeze(Object.create(null) as object);
const smallMost = 4;
for (let n = 0; n < 16; n++) Object.assign(new SmallObject(), { a: 0, b: 0, c: 0, d: 0 });

/** By depth, how many keys the last object had: a guess at how many the next one has. */
const lastSizes: number[] = [];

/** Deep enough for the events of `[…]` and of `{ events: […] }`. */
const offsetsDepthMax = 3;

/** Ends reading from any depth; never leaves this file. */
class Stop {
  readonly code: JsonProblem["code"];
  readonly message: string;
  readonly offset: number;
  constructor(code: JsonProblem["code"], message: string, offset: number) {
    this.code = code;
    this.message = message;
    this.offset = offset;
  }
}

function problemAt(text: string, stop: Stop): JsonProblem {
  let line = 1;
  let lineStart = 0;
  for (;;) {
    const end = text.indexOf("\n", lineStart);
    if (end < 0 || end >= stop.offset) break;
    lineStart = end + 1;
    line++;
  }
  const column = stop.offset - lineStart + 1;
  return { code: stop.code, message: stop.message, offset: stop.offset, line, column };
}

const quote = 0x22;
const backslash = 0x5c;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;
/** This many digits always fit a double exactly. */
const safeDigits = 15;
const floatForm = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** One pass over one text. Recursion is bounded by `depthMax`. */
class Reader {
  readonly text: string;
  readonly depthMax: number;
  readonly offsets: Map<JsonObject, number> | undefined;
  at = 0;
  depth = 0;

  constructor(text: string, depthMax: number, offsets: Map<JsonObject, number> | undefined) {
    this.text = text;
    this.depthMax = depthMax;
    this.offsets = offsets;
  }

  readText(): JsonValue {
    const value = this.readValue(this.skipSpace());
    this.skipSpace();
    if (this.at < this.text.length) {
      throw new Stop("trailing-text", "There is text after the JSON value.", this.at);
    }
    return value;
  }

  /** Skips white space and returns the unit after it; NaN at the end of the text. */
  skipSpace(): number {
    for (;;) {
      const unit = this.text.charCodeAt(this.at);
      if (unit > 0x20 || (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09)) {
        return unit;
      }
      this.at++;
    }
  }

  readValue(unit: number): JsonValue {
    switch (unit) {
      case quote:
        return this.readString();
      case 0x7b:
        return this.readObject();
      case 0x5b:
        return this.readArray();
      case 0x74:
        return this.readWord("true", true);
      case 0x66:
        return this.readWord("false", false);
      case 0x6e:
        return this.readWord("null", null);
      default:
        if (unit === minus || (unit >= zero && unit <= nine)) return this.readNumber();
        return this.fail("a value");
    }
  }

  readObject(): JsonObject {
    this.enter();
    const { depth } = this;
    const object = (lastSizes[depth] ?? 0) > smallMost ? new EmptyObject() : new SmallObject();
    if (depth <= offsetsDepthMax) this.offsets?.set(object, this.at);
    let unit = this.next();
    if (unit === 0x7d) return this.leave(object);
    for (let size = 1; ; size++) {
      if (unit !== quote) this.fail("a key in quotes");
      const start = this.at;
      const key = this.readString();
      if (object[key] !== undefined) {
        throw new Stop("duplicate-key", `The key ${JSON.stringify(key)} is there twice.`, start);
      }
      if (this.skipSpace() !== 0x3a) this.fail("a colon");
      object[key] = this.readValue(this.next());
      unit = this.skipSpace();
      if (unit === 0x7d) {
        lastSizes[depth] = size;
        return this.leave(object);
      }
      if (unit !== 0x2c) this.fail("a comma or }");
      unit = this.next();
    }
  }

  readArray(): readonly JsonValue[] {
    this.enter();
    const array: JsonValue[] = [];
    let unit = this.next();
    if (unit === 0x5d) return this.leave(array);
    for (;;) {
      array.push(this.readValue(unit));
      unit = this.skipSpace();
      // A copy has room for what it holds, and no more.
      if (unit === 0x5d) return this.leave(array.slice());
      if (unit !== 0x2c) this.fail("a comma or ]");
      unit = this.next();
    }
  }

  /** Steps over one unit and white space. */
  next(): number {
    this.at++;
    return this.skipSpace();
  }

  enter(): void {
    if (++this.depth <= this.depthMax) return;
    const message = `Arrays and objects nest deeper than ${this.depthMax}.`;
    throw new Stop("too-deep", message, this.at);
  }

  leave<Value>(value: Value): Value {
    this.depth--;
    this.at++;
    return value;
  }

  readWord<Word extends JsonValue>(word: string, value: Word): Word {
    if (!this.text.startsWith(word, this.at)) this.fail("a value");
    this.at += word.length;
    return value;
  }

  readString(): string {
    const start = ++this.at;
    for (;;) {
      const unit = this.text.charCodeAt(this.at);
      if (unit === quote) return this.text.slice(start, this.at++);
      if (unit === backslash) return this.readEscapedString(start);
      // The comparison is also false for NaN, at the end of the text.
      if (!(unit >= 0x20)) this.failInString(unit);
      this.at++;
    }
  }

  /** Goes on from the first escape of a string whose text began at `start`. */
  readEscapedString(start: number): string {
    let read = "";
    let from = start;
    for (;;) {
      const unit = this.text.charCodeAt(this.at);
      if (unit === quote) return read + this.text.slice(from, this.at++);
      if (unit === backslash) {
        read += this.text.slice(from, this.at) + this.readEscape();
        from = this.at;
      } else {
        if (!(unit >= 0x20)) this.failInString(unit);
        this.at++;
      }
    }
  }

  readEscape(): string {
    const start = this.at;
    const letter = this.text.charAt(start + 1);
    if (letter !== "u") {
      const meant = letter === "" ? undefined : simpleEscapes.get(letter);
      if (meant === undefined) this.fail("an escape that JSON knows");
      this.at += 2;
      return meant;
    }
    const first = this.readHex();
    if (first < 0xd800 || first >= 0xe000) return String.fromCharCode(first);
    if (first < 0xdc00 && this.text.startsWith("\\u", this.at)) {
      const second = this.readHex();
      if (second >= 0xdc00 && second < 0xe000) return String.fromCharCode(first, second);
    }
    throw new Stop("lone-surrogate", "A \\u escape is half of a surrogate pair.", start);
  }

  /** Reads `\uXXXX`, with `at` on the backslash. */
  readHex(): number {
    const digits = this.text.slice(this.at + 2, this.at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail("four hexadecimal digits after \\u");
    this.at += 6;
    return Number.parseInt(digits, 16);
  }

  readNumber(): number | bigint | JsonFloat {
    const start = this.at;
    const text = this.text;
    let at = text.charCodeAt(start) === minus ? start + 1 : start;
    const digits = at;
    let value = 0;
    let unit = text.charCodeAt(at);
    for (; unit >= zero && unit <= nine; unit = text.charCodeAt(++at)) {
      value = value * 10 + (unit - zero);
    }
    const length = at - digits;
    const leadingZero = length > 1 && text.charCodeAt(digits) === zero;
    if (length === 0 || leadingZero) {
      this.at = leadingZero ? digits : at;
      this.fail(leadingZero ? "a number without leading zeros" : "a digit");
    }
    // A point, e or E follows, or it is a zero with a minus.
    if (unit === 0x2e || (unit | 0x20) === 0x65 || (value === 0 && digits > start)) {
      return this.readFloat(start);
    }
    this.at = at;
    if (length > safeDigits) return this.longInteger(start, length);
    return digits > start ? -value : value;
  }

  readFloat(start: number): JsonFloat {
    floatForm.lastIndex = start;
    const written = floatForm.exec(this.text)![0];
    this.at = start + written.length;
    if (/[.eE]/.test(this.text.charAt(this.at))) {
      this.at++;
      this.fail("digits");
    }
    return new JsonFloat(written);
  }

  longInteger(start: number, length: number): number | bigint {
    if (length > jsonLimits.digitsMax) {
      const message = `An integer has ${length} digits; at most ${jsonLimits.digitsMax} are read.`;
      throw new Stop("number-too-long", message, start);
    }
    const written = this.text.slice(start, this.at);
    const value = Number(written);
    return Number.isSafeInteger(value) ? value : BigInt(written);
  }

  findLoneSurrogate(): never {
    const offset = this.text.search(/\p{Surrogate}/u);
    throw new Stop("lone-surrogate", "The text holds half of a surrogate pair.", offset);
  }

  failInString(unit: number): never {
    return this.fail(unit === unit ? "an escape for a control character" : "a closing quote");
  }

  fail(expected: string): never {
    const offset = Math.min(this.at, this.text.length);
    const found = this.text.codePointAt(offset);
    const what = found === undefined ? "the end" : JSON.stringify(String.fromCodePoint(found));
    throw new Stop("syntax", `Expected ${expected}, found ${what}.`, offset);
  }
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
