// What survives redaction, by room version: five lists, each the one before with a few changes.
// redact.ts applies them, room-version.ts says which version has which.
// Spec v1.19, rooms/vN, "Redactions".

/** What survives redaction. */
export interface RedactionRules {
  /** Top-level fields kept, in the order of canonical JSON. */
  readonly topLevel: ReadonlySet<string>;
  /** Content fields kept by event type, in that order too; `"all"` keeps the whole content. */
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

/** Versions 1 to 5. */
export const redaction1: RedactionRules = {
  topLevel: new Set([...topLevelSince11, "prev_state", "origin", "membership"].sort()),
  content: new Map([
    ["m.room.member", new Set(["membership"])],
    ["m.room.create", new Set(["creator"])],
    ["m.room.join_rules", new Set(["join_rule"])],
    ["m.room.power_levels", new Set(powerLevelsUpTo10)],
    ["m.room.aliases", new Set(["aliases"])],
    ["m.room.history_visibility", new Set(["history_visibility"])],
  ]),
  keepThirdPartySigned: false,
};

/** Versions 6 and 7: aliases lose their meaning. */
export const redaction6: RedactionRules = {
  ...redaction1,
  content: new Map([...redaction1.content].filter(([type]) => type !== "m.room.aliases")),
};

/** Version 8: restricted rooms keep whom they let in. */
export const redaction8 = withContent(redaction6, [
  ["m.room.join_rules", new Set(["allow", "join_rule"])],
]);

/** Versions 9 and 10: and joins keep who vouched for them. */
export const redaction9 = withContent(redaction8, [
  ["m.room.member", new Set(["join_authorised_via_users_server", "membership"])],
]);

/** Versions 11 and 12. */
export const redaction11: RedactionRules = {
  ...withContent(redaction9, [
    ["m.room.create", "all"],
    ["m.room.power_levels", new Set([...powerLevelsUpTo10, "invite"].sort())],
    ["m.room.redaction", new Set(["redacts"])],
  ]),
  topLevel: new Set(topLevelSince11),
  keepThirdPartySigned: true,
};

function withContent(
  rules: RedactionRules,
  changes: readonly (readonly [type: string, kept: "all" | ReadonlySet<string>])[],
): RedactionRules {
  return { ...rules, content: new Map([...rules.content, ...changes]) };
}
