// The table of room versions: each row is a set of switches, and code asks the switch, never the
// number. A row is the one before it and what changed. Unstable versions are rows like any other.
// Spec v1.19, "Room versions".
import {
  redaction1,
  redaction11,
  redaction6,
  redaction8,
  redaction9,
  type RedactionRules,
} from "./redaction-rules.ts";

export type { RedactionRules } from "./redaction-rules.ts";

/** What a room version changes, one switch for each difference that code has to know. */
export interface RoomVersion {
  readonly id: string;
  /** The stable version whose page in the specification numbers its rules; its own ID if stable. */
  readonly base: string;
  /** Path of that page; rule numbers refer to it. */
  readonly spec: string;
  /**
   * `on-wire` (1 and 2): the maker chooses the ID and sends it along; `base64` (3): the reference
   * hash in standard base64; `base64url` (since 4): the same in the URL-safe alphabet.
   */
  readonly eventIds: "on-wire" | "base64" | "base64url";
  /** 1 and 2: edges are pairs of event ID and reference hash; later plain IDs. */
  readonly edgesArePairs: boolean;
  /** Since 6: what has no canonical JSON is no event; before, any JSON is taken. */
  readonly strictJson: boolean;
  /** Since 5: a key must have been valid at the event's `origin_server_ts`. */
  readonly enforceKeyValidity: boolean;
  /** `v1` (version 1), `v2` (versions 2 to 11) or `v2.1` (version 12, MSC4297). */
  readonly stateResolution: "v1" | "v2" | "v2.1";
  /** Since 12 (MSC4291): the room ID is the create event's reference hash. */
  readonly roomIdIsCreateHash: boolean;
  /** Since 12 (MSC4291): the create event is implied by the room ID and never an auth event. */
  readonly createInAuthEvents: boolean;
  /** Up to 10: the create event must name its `creator`; since 11 its sender is the creator. */
  readonly creatorInContent: boolean;
  /** Since 12 (MSC4289): creators stand above every power level, and there may be several. */
  readonly privilegedCreators: boolean;
  /** 1 to 5: `m.room.aliases` has a rule of its own. */
  readonly aliasesRule: boolean;
  /** 1 and 2: the rules say who may redact; later servers decide on that apart from them. */
  readonly redactionRule: boolean;
  /** Since 6: levels of `notifications` are guarded like those of `events`. */
  readonly notificationLevels: boolean;
  /** Since 7. */
  readonly knock: boolean;
  /** Since 8. */
  readonly restrictedJoin: boolean;
  /** Since 10. */
  readonly knockRestrictedJoin: boolean;
  /**
   * What a power level may be: an integer; up to 9 also a string with one; up to 5 also a float,
   * whose fraction is cut off.
   */
  readonly powerLevels: "integers" | "integers, strings" | "integers, strings, floats";
  /** Since 11: a redaction names its target in `content`; before, beside it. */
  readonly redactsInContent: boolean;
  /** Since 11: limits of 255 are counted in bytes by every implementation. */
  readonly strictByteLimits: boolean;
  /** Which fields redaction keeps. */
  readonly redaction: RedactionRules;
}

const v1: RoomVersion = {
  ...named("1"),
  eventIds: "on-wire",
  edgesArePairs: true,
  strictJson: false,
  enforceKeyValidity: false,
  stateResolution: "v1",
  roomIdIsCreateHash: false,
  createInAuthEvents: true,
  creatorInContent: true,
  privilegedCreators: false,
  aliasesRule: true,
  redactionRule: true,
  notificationLevels: false,
  knock: false,
  restrictedJoin: false,
  knockRestrictedJoin: false,
  powerLevels: "integers, strings, floats",
  redactsInContent: false,
  strictByteLimits: false,
  redaction: redaction1,
};

const v2: RoomVersion = { ...v1, ...named("2"), stateResolution: "v2" };

const v3: RoomVersion = {
  ...v2,
  ...named("3"),
  eventIds: "base64",
  edgesArePairs: false,
  redactionRule: false,
};

const v4: RoomVersion = { ...v3, ...named("4"), eventIds: "base64url" };

const v5: RoomVersion = { ...v4, ...named("5"), enforceKeyValidity: true };

const v6: RoomVersion = {
  ...v5,
  ...named("6"),
  strictJson: true,
  aliasesRule: false,
  notificationLevels: true,
  powerLevels: "integers, strings",
  redaction: redaction6,
};

const v7: RoomVersion = { ...v6, ...named("7"), knock: true };

const v8: RoomVersion = { ...v7, ...named("8"), restrictedJoin: true, redaction: redaction8 };

const v9: RoomVersion = { ...v8, ...named("9"), redaction: redaction9 };

const v10: RoomVersion = {
  ...v9,
  ...named("10"),
  knockRestrictedJoin: true,
  powerLevels: "integers",
};

const v11: RoomVersion = {
  ...v10,
  ...named("11"),
  creatorInContent: false,
  redactsInContent: true,
  strictByteLimits: true,
  redaction: redaction11,
};

const v12: RoomVersion = {
  ...v11,
  ...named("12"),
  stateResolution: "v2.1",
  roomIdIsCreateHash: true,
  createInAuthEvents: false,
  privilegedCreators: true,
};

/** What version 12 was called before it was published (MSC4289, MSC4291, MSC4297, MSC4304). */
const hydra = unstableVersion("org.matrix.hydra.11", v12);

const stable = [v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12];

/** All known room versions by identifier. */
export const roomVersions: ReadonlyMap<string, RoomVersion> = new Map(
  [...stable, hydra].map((version) => [version.id, version]),
);

/** The identifiers of the stable versions, `1` to `12`. */
export const stableVersions: readonly string[] = stable.map(({ id }) => id);

/** All known identifiers, for messages: `1 to 12, org.matrix.hydra.11`. */
export const knownRoomVersions = [
  `${stableVersions[0]} to ${stableVersions.at(-1)}`,
  ...[...roomVersions.keys()].filter((id) => !stableVersions.includes(id)),
].join(", ");

/** The newest stable version, and the default of everything here. */
export const defaultRoomVersion = "12";

/**
 * Looks a room version up.
 * @returns the row, or `undefined` for an identifier that is not in the table.
 * @example findRoomVersion("11")?.stateResolution // "v2"
 */
export function findRoomVersion(id: string): RoomVersion | undefined {
  return roomVersions.get(id);
}

/** The row of a version that is known to exist; throws on an unknown one (a bug of the caller). */
export function roomVersion(id: string): RoomVersion {
  const row = roomVersions.get(id);
  if (row === undefined) throw new Error(`room version ${id} is not in the table`);
  return row;
}

/**
 * A row for an unstable version: another row under a new name, with some switches changed. It can
 * be given wherever a `RoomVersion` is wanted; rule numbers stay those of the base's page.
 * @example unstableVersion("org.example.closed", roomVersion("11"), { knock: false })
 */
export function unstableVersion(
  id: string,
  base: RoomVersion,
  changes: Partial<Omit<RoomVersion, "id" | "base" | "spec">> = {},
): RoomVersion {
  return { ...base, ...changes, id };
}

function named(id: string): Pick<RoomVersion, "id" | "base" | "spec"> {
  return { id, base: id, spec: `rooms/v${id}` };
}
