// A change of a history as people write it on a command line: events by the beginning of their IDs.
// What cannot be meant is refused with words that say what to write instead.
import { dialects, findRoomVersion, stableVersions } from "../../sim/protocol/index.ts";
import type { Model } from "../model/index.ts";
import { noChange, type Change } from "./change.ts";

export interface Deeds {
  /** Events to leave out: beginnings of IDs. */
  readonly drop?: readonly string[];
  /** `ID=MS`: another `origin_server_ts`. */
  readonly ts?: readonly string[];
  /** `ID=USER=LEVEL`: another level in a power levels event. */
  readonly power?: readonly string[];
  readonly version?: string | undefined;
  readonly dialect?: string | undefined;
}

/** The change that deeds mean in a model. Throws an `Error` in words for the reader. */
export function changeOfDeeds(model: Model, deeds: Deeds): Change {
  const { drop = [], ts = [], power = [], version = "", dialect = "" } = deeds;
  if (version !== "" && findRoomVersion(version) === undefined) {
    throw new Error(`there is no room version ${version}; one of ${stableVersions.join(", ")}`);
  }
  if (dialect !== "" && !dialects.has(dialect)) {
    throw new Error(`there is no dialect ${dialect}; one of ${[...dialects.keys()].join(", ")}`);
  }
  const timestamps = new Map<number, number>();
  for (const text of ts) {
    const [id, ms] = splitLast(text);
    if (!/^-?\d{1,15}$/.test(ms)) throw new Error(`${text}: write ID=MILLISECONDS`);
    timestamps.set(eventOf(model, id), Number(ms));
  }
  const powers = new Map<number, Map<string, number>>();
  for (const text of power) {
    const [rest, level] = splitLast(text);
    const cut = rest.indexOf("=@");
    if (!/^-?\d{1,15}$/.test(level) || cut < 0) throw new Error(`${text}: write ID=@USER=LEVEL`);
    const event = eventOf(model, rest.slice(0, cut));
    if (model.events[event].type !== "m.room.power_levels") {
      throw new Error(`${model.events[event].id} is no power levels event`);
    }
    const levels = powers.get(event) ?? new Map<string, number>();
    powers.set(event, levels.set(rest.slice(cut + 1), Number(level)));
  }
  const dropped = new Set(drop.map((id) => eventOf(model, id)));
  return { ...noChange, dropped, timestamps, powers, version, dialect };
}

/** IDs may hold `=`, values do not. */
function splitLast(text: string): [string, string] {
  const cut = text.lastIndexOf("=");
  return cut < 0 ? [text, ""] : [text.slice(0, cut), text.slice(cut + 1)];
}

/** The event whose ID begins so; shells eat the `$`. */
function eventOf(model: Model, text: string): number {
  const start = text.startsWith("$") ? text : `$${text}`;
  const found = model.events.filter(({ id }) => id.startsWith(start));
  const exact = found.find(({ id }) => id === start);
  if (exact !== undefined || found.length === 1) return (exact ?? found[0]).index;
  if (found.length === 0) throw new Error(`there is no event ${start}`);
  throw new Error(`${found.length} event IDs begin with ${start}, for example ${found[0].id}`);
}
