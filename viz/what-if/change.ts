// A change to a history, as data and as one line of text for links:
//   drop:12 ts:7=1700000000000 power:5=@bob:b.test=100 version:12 dialect:synapse
// Events are numbers of the model.

export interface Change {
  readonly dropped: ReadonlySet<number>;
  /** New `origin_server_ts`, by event. */
  readonly timestamps: ReadonlyMap<number, number>;
  /** New levels of users in power levels events, by event and then by user. */
  readonly powers: ReadonlyMap<number, ReadonlyMap<string, number>>;
  /** Another room version, or "" for the room's own. */
  readonly version: string;
  /** Another dialect of state resolution, or "" for that of the trace. */
  readonly dialect: string;
}

export const noChange: Change = {
  dropped: new Set(),
  timestamps: new Map(),
  powers: new Map(),
  version: "",
  dialect: "",
};

export function isNoChange(change: Change): boolean {
  return changeText(change) === "";
}

/** The change as text; empty for none. */
export function changeText(change: Change): string {
  const words: string[] = [];
  for (const event of [...change.dropped].sort((a, b) => a - b)) words.push(`drop:${event}`);
  for (const [event, ts] of change.timestamps) words.push(`ts:${event}=${ts}`);
  for (const [event, levels] of change.powers) {
    for (const [user, level] of levels) {
      words.push(`power:${event}=${encodeURIComponent(user)}=${level}`);
    }
  }
  if (change.version !== "") words.push(`version:${change.version}`);
  if (change.dialect !== "") words.push(`dialect:${change.dialect}`);
  return words.join(" ");
}

/** Reads a change; words that are none are passed over, for links come from anywhere. */
export function readChange(text: string): Change {
  const dropped = new Set<number>();
  const timestamps = new Map<number, number>();
  const powers = new Map<number, Map<string, number>>();
  let [version, dialect] = ["", ""];
  for (const word of text.split(" ").slice(0, wordsMax)) {
    const [, name, value] = /^([a-z]+):(.+)$/.exec(word) ?? [];
    const [event, second = "", third = ""] = (value ?? "").split("=");
    if (name === "version") version = value;
    else if (name === "dialect") dialect = value;
    else if (!/^\d{1,8}$/.test(event)) continue;
    else if (name === "drop") dropped.add(Number(event));
    else if (name === "ts" && isInteger(second)) timestamps.set(Number(event), Number(second));
    else if (name === "power" && isInteger(third)) {
      const levels = powers.get(Number(event)) ?? new Map<string, number>();
      levels.set(userIn(second), Number(third));
      powers.set(Number(event), levels);
    }
  }
  return { dropped, timestamps, powers, version, dialect };
}

const wordsMax = 200;

function isInteger(text: string): boolean {
  return /^-?\d{1,15}$/.test(text);
}

function userIn(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
