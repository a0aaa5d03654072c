// What counts as a power level: always an integer; up to version 9 also a text that holds one, and up
// to version 5 a float, of which the fraction is cut off. Levels beyond ±(2^53−1), possible up to
// version 9, are bigints, so that two of them never look alike. Numbers and bigints compare with
// each other by < and ≥; and since only levels beyond that range are bigints, === holds as well.
// Spec v1.19, rooms/v1, "m.room.power_levels events accept values as strings" and "as floats".
import { isObject, JsonFloat, type JsonValue } from "../json.ts";
import type { RoomVersion } from "../room-version.ts";

/** A level of power; `Infinity` for creators since version 12. */
export type PowerLevel = number | bigint;

/** Digits of a level in a text; as many as of an integer in JSON. */
const digitsMax = 1000;
const floatText = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const integerText = /^\s*([+-]?[0-9]+)\s*$/;

/**
 * A level as a room version reads it; `undefined` for what is none and for an absent field.
 * @example levelOf(" +0100 ", roomVersion("9")) // 100
 */
export function levelOf(
  value: JsonValue | undefined,
  version: RoomVersion,
): PowerLevel | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : undefined;
  if (value === undefined || version.powerLevels === "integers") return undefined;
  if (typeof value === "string") return levelInText(value);
  if (version.powerLevels !== "integers, strings, floats") return undefined;
  if (typeof value === "bigint") return value;
  return value instanceof JsonFloat ? truncated(value) : undefined;
}

/** A level at a key of an object, or `undefined`. */
export function levelAt(
  value: JsonValue | undefined,
  key: string,
  version: RoomVersion,
): PowerLevel | undefined {
  return isObject(value) ? levelOf(value[key], version) : undefined;
}

/** A float beyond the range of doubles: such an event is rejected (versions 1 to 5). */
export function isBeyondDoubles(value: JsonValue | undefined): boolean {
  return value instanceof JsonFloat && !Number.isFinite(Number(value.text));
}

function levelInText(text: string): PowerLevel | undefined {
  const digits = text.length <= digitsMax ? integerText.exec(text)?.[1] : undefined;
  return digits === undefined ? undefined : shortest(BigInt(digits.replace(/^\+/, "")));
}

/** The digits before the point once the exponent is applied: `5.114698E4` → 51146. */
function truncated(float: JsonFloat): PowerLevel | undefined {
  if (isBeyondDoubles(float)) return undefined;
  const [, sign, whole, fraction = "", exponent = "0"] = floatText.exec(float.text)!;
  const digits = `${whole}${fraction}`;
  const length = Math.max(0, whole.length + Number(exponent));
  const kept = digits.slice(0, length).padEnd(length, "0");
  return kept === "" ? 0 : shortest(BigInt(kept) * (sign === "-" ? -1n : 1n));
}

function shortest(value: bigint): PowerLevel {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
