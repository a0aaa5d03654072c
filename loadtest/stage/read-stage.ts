// Reads the text of a stage: all of it is looked at, because a load that finds a hole in its stage finds it
// late. Messages name the place and never quote what stands there: a stage holds secrets. Called by who has
// the file; k6 reads its jobs without, as they are written by `rashomon load`.
import { personas } from "./personas.ts";
import type { Stage } from "./stage.ts";

/**
 * A stage of a text that `JSON.stringify` made.
 * @throws RangeError that says what is wrong with it, and where
 * @example readStage('{"format":"rashomon-stage-1", …}').users.length
 */
export function readStage(text: string): Stage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RangeError("it is no JSON");
  }
  const wrong = problemsOf(value)[0];
  if (wrong !== undefined) throw new RangeError(wrong);
  return value as Stage;
}

function problemsOf(value: unknown): readonly string[] {
  if (!isObject(value)) return ["it is no object"];
  if (value["format"] !== "rashomon-stage-1") return ["its format is not rashomon-stage-1"];
  const { users, rooms } = value;
  if (!Array.isArray(users) || !Array.isArray(rooms)) return ["users or rooms are missing"];
  const texts = ["seed", "target", "serverName"].filter((key) => !isText(value[key]));
  return [
    ...texts.map((key) => `${key} is no text`),
    ...(areTexts(value["features"]) ? [] : ["features are no list of texts"]),
    ...(users.length < 2 ? [`there are ${users.length} users, and a load needs two`] : []),
    ...users.flatMap((user, n) => placed(`users[${n}]`, userProblem(user, rooms.length))),
    ...rooms.flatMap((room, n) => placed(`rooms[${n}]`, roomProblem(room, users.length))),
  ];
}

function userProblem(user: unknown, rooms: number): string | undefined {
  if (!isObject(user)) return "is no user";
  const text = ["id", "deviceId", "token"].find((key) => !isText(user[key]));
  if (text !== undefined) return `has no ${text}`;
  if (user["password"] !== undefined && !isText(user["password"])) return "has no real password";
  if (!personas.some(({ name }) => name === user["persona"])) return "has a persona that is none";
  return areIndices(user["rooms"], rooms) ? undefined : "is in rooms that are not there";
}

function roomProblem(room: unknown, users: number): string | undefined {
  if (!isObject(room)) return "is no room";
  if (!isText(room["id"])) return "has no id";
  if (!["big", "group", "encrypted"].includes(String(room["kind"]))) return "is of no known kind";
  return areIndices(room["members"], users) ? undefined : "has members that are not there";
}

const placed = (place: string, problem: string | undefined): readonly string[] =>
  problem === undefined ? [] : [`${place} ${problem}`];

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const areIndices = (value: unknown, length: number): boolean =>
  Array.isArray(value) &&
  value.every((index) => Number.isInteger(index) && Number(index) >= 0 && Number(index) < length);
