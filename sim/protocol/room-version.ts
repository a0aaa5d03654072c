// The table of room versions: each row is a set of switches, and code asks the switch, never the
// number. Versions 1 to 9 fit the same shape and can be added as rows without touching a caller.
// Spec v1.19, "Room versions".

/** What a room version changes, one switch for each difference that code has to know. */
export interface RoomVersion {
  readonly id: string;
  /** Path of the version's page in the specification; rule numbers refer to it. */
  readonly spec: string;
  /** `v2` (versions 2 to 11) or `v2.1` (version 12, MSC4297). */
  readonly stateResolution: "v2" | "v2.1";
  /** Since 12 (MSC4291): the room ID is the create event's reference hash. */
  readonly roomIdIsCreateHash: boolean;
  /** Since 12 (MSC4291): the create event is implied by the room ID and never an auth event. */
  readonly createInAuthEvents: boolean;
  /** Up to 10: the create event must name its `creator`; since 11 its sender is the creator. */
  readonly creatorInContent: boolean;
  /** Since 12 (MSC4289): creators stand above every power level, and there may be several. */
  readonly privilegedCreators: boolean;
  /** Since 7. */
  readonly knock: boolean;
  /** Since 8. */
  readonly restrictedJoin: boolean;
  /** Since 10. */
  readonly knockRestrictedJoin: boolean;
  /** Since 10: power levels are integers, checked by rules 9.1 and 9.2 (10.1 and 10.2 in 12). */
  readonly integerPowerLevels: boolean;
  /** Since 11: limits of 255 are counted in bytes by every implementation. */
  readonly strictByteLimits: boolean;
  /** Which fields redaction keeps. */
  readonly redaction: RedactionRules;
}

/** What survives redaction. Spec v1.19, rooms/vN "Redactions". */
export interface RedactionRules {
  /** Top-level fields kept, in the order of canonical JSON. */
  readonly topLevel: ReadonlySet<string>;
  /** Content fields kept by event type; `"all"` keeps the whole content. */
  readonly content: ReadonlyMap<string, "all" | ReadonlySet<string>>;
  /** Since 11: of a membership's `third_party_invite` only `signed` is kept. */
  readonly keepThirdPartySigned: boolean;
}

const topLevelSince11 = [
  "auth_events",
  "content",
  "depth",
  "event_id",
  "hashes",
  "origin_server_ts",
  "prev_events",
  "room_id",
  "sender",
  "signatures",
  "state_key",
  "type",
];

const powerLevelsUpTo10 = [
  "ban",
  "events",
  "events_default",
  "kick",
  "redact",
  "state_default",
  "users",
  "users_default",
];

const redaction9: RedactionRules = {
  topLevel: new Set([...topLevelSince11, "prev_state", "origin", "membership"].sort()),
  content: new Map<string, "all" | ReadonlySet<string>>([
    ["m.room.member", new Set(["membership", "join_authorised_via_users_server"])],
    ["m.room.create", new Set(["creator"])],
    ["m.room.join_rules", new Set(["join_rule", "allow"])],
    ["m.room.power_levels", new Set(powerLevelsUpTo10)],
    ["m.room.history_visibility", new Set(["history_visibility"])],
  ]),
  keepThirdPartySigned: false,
};

const redaction11: RedactionRules = {
  topLevel: new Set(topLevelSince11),
  content: new Map<string, "all" | ReadonlySet<string>>([
    ...redaction9.content,
    ["m.room.create", "all"],
    ["m.room.power_levels", new Set([...powerLevelsUpTo10, "invite"])],
    ["m.room.redaction", new Set(["redacts"])],
  ]),
  keepThirdPartySigned: true,
};

const v10: RoomVersion = {
  id: "10",
  spec: "rooms/v10",
  stateResolution: "v2",
  roomIdIsCreateHash: false,
  createInAuthEvents: true,
  creatorInContent: true,
  privilegedCreators: false,
  knock: true,
  restrictedJoin: true,
  knockRestrictedJoin: true,
  integerPowerLevels: true,
  strictByteLimits: false,
  redaction: redaction9,
};

const v11: RoomVersion = {
  ...v10,
  id: "11",
  spec: "rooms/v11",
  creatorInContent: false,
  strictByteLimits: true,
  redaction: redaction11,
};

const v12: RoomVersion = {
  ...v11,
  id: "12",
  spec: "rooms/v12",
  stateResolution: "v2.1",
  roomIdIsCreateHash: true,
  createInAuthEvents: false,
  privilegedCreators: true,
};

/** All known room versions by identifier. */
export const roomVersions: ReadonlyMap<string, RoomVersion> = new Map(
  [v10, v11, v12].map((version) => [version.id, version]),
);

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
