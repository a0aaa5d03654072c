// Where the specification's text and real implementations differ in state resolution, as named
// switches. A dialect is a set of switches; homeservers that follow different dialects can part
// over one history, with nobody at fault.

import { literalReading, type RuleReading } from "../auth/reading.ts";
import type { RoomVersion } from "../room-version.ts";

/** One switch for each point of difference; those about the rules of authorisation are apart. */
export interface Dialect extends RuleReading {
  readonly name: string;
  /** The create event counts as a power event. The text names only power levels, join rules and
   * kicks or bans; Synapse and ruma sort the create event with them. */
  readonly createIsPowerEvent: boolean;
  /** Power levels and join rules count as power events only with an empty state key. The text has
   * no such condition. In version 1 such power levels are not taken before other state. */
  readonly powerEventsNeedEmptyStateKey: boolean;
  /** The auth chain of a state includes the state's own events. By the text an auth chain leaves
   * its starting event out, so an event that is in the states but in only some of their chains
   * falls into the auth difference and is replayed. */
  readonly chainIncludesState: boolean;
  /** Events are pulled in before a power event only along auth edges that stay inside the full
   * conflicted set. The text takes the whole auth chain and cuts it with the set afterwards. */
  readonly pullInsideConflicted: boolean;
  /** The mainline position of an event that is itself on the mainline is its own. The text starts
   * at the event's parent. */
  readonly mainlineStartsAtEvent: boolean;
  /** Events that were rejected before are never admitted. The text admits those that pass now,
   * unless their auth events were at fault. */
  readonly skipRejected: boolean;
  /** An event of the state so far that was rejected before is not looked at when others are judged;
   * the judged event's own auth event stands in for it. The text looks at the state first. */
  readonly passOverRejectedState: boolean;
  /** Rules about an event's list of auth events are not asked again during resolution. */
  readonly stateRulesOnly: boolean;
  /** A key at which some states have nothing and the others one event is not in conflict: the event
   * stays. By the text, since version 2, absence is a conflict. */
  readonly absentIsNoConflict: boolean;
  /** Nothing but conflicted events is replayed. By the text the auth difference is, too. */
  readonly noAuthDifference: boolean;
  /** The order of power events is built from its end: of those on which no other rests, the one with
   * the most power is last, of equals the latest. By the text it is built from its beginning, and
   * the one with the most power is first. */
  readonly orderFromNewest: boolean;
  /** With `orderFromNewest`: an event that came into the order by several ways (being a power event,
   * being cited by another conflicted event, being cited by a power event) counts as often against
   * what it cites, which therefore is never reached, and comes first without regard to edges. */
  readonly countsRepeats: boolean;
  /** For the order of power events, a sender has no power if the event cites no power levels. By the
   * text the creator has 100 then. */
  readonly noLevelsNoPower: boolean;
  /** An event without a place on the mainline is of the oldest epoch. By the text it comes before. */
  readonly noMainlineIsOldest: boolean;
  /** Of two events of one epoch the one with fewer power levels between itself and the mainline is
   * first. The text goes on with the timestamp. */
  readonly stepsBeforeTimestamp: boolean;
  /** What the state so far lacks is taken from the judged event's own auth events for memberships
   * alone. By the text for everything. */
  readonly onlyMembersFromAuthEvents: boolean;
  /** State resolution v1: where the rules refuse every event of a key, the least deep one stays. By
   * the text the key is then empty. */
  readonly leastDeepStays: boolean;
  /** In version 1 join rules under another key than the empty one are not taken before other state.
   * The text asks for the type alone. */
  readonly sideRulesLast: boolean;
}

const spec: Dialect = {
  name: "spec",
  createIsPowerEvent: false,
  powerEventsNeedEmptyStateKey: false,
  chainIncludesState: false,
  pullInsideConflicted: false,
  mainlineStartsAtEvent: false,
  skipRejected: false,
  passOverRejectedState: false,
  stateRulesOnly: false,
  absentIsNoConflict: false,
  noAuthDifference: false,
  orderFromNewest: false,
  countsRepeats: false,
  noLevelsNoPower: false,
  noMainlineIsOldest: false,
  stepsBeforeTimestamp: false,
  onlyMembersFromAuthEvents: false,
  leastDeepStays: false,
  sideRulesLast: false,
  ...literalReading,
};

const synapse: Dialect = {
  ...spec,
  name: "synapse",
  createIsPowerEvent: true,
  powerEventsNeedEmptyStateKey: true,
  chainIncludesState: true,
  pullInsideConflicted: true,
  mainlineStartsAtEvent: true,
  skipRejected: true,
  passOverRejectedState: true,
  stateRulesOnly: true,
  leastDeepStays: true,
  sideLevelsUncompared: true,
};

const ruma: Dialect = {
  ...synapse,
  name: "ruma",
  // The crate leaves auth chains to its caller and describes them as the text does.
  chainIncludesState: false,
  skipRejected: false,
  // It has no state resolution v1.
  leastDeepStays: false,
  joinsNeedJoinRules: true,
  sideLevelsUncompared: false,
  absentLevelsHaveDefaults: true,
};

const gomatrixserverlib: Dialect = {
  ...spec,
  name: "gomatrixserverlib",
  powerEventsNeedEmptyStateKey: true,
  pullInsideConflicted: true,
  stateRulesOnly: true,
  absentIsNoConflict: true,
  noAuthDifference: true,
  orderFromNewest: true,
  countsRepeats: true,
  noLevelsNoPower: true,
  noMainlineIsOldest: true,
  stepsBeforeTimestamp: true,
  onlyMembersFromAuthEvents: true,
  leastDeepStays: true,
  sideRulesLast: true,
  absentLevelsAreDefaults: true,
  usersDefaultUncompared: true,
  unbanTakesBanLevel: true,
  leavingTwiceAllowed: true,
  knockersMayNotJoin: true,
  otherJoinRulesAreInvite: true,
  knockRestrictedEarly: true,
  restrictedJoinsStick: true,
};

/**
 * The presets by name: `spec`, the text to the letter; `synapse`, what Synapse 1.163 does; `ruma`,
 * what the crate ruma-state-res 0.18 does; `gomatrixserverlib`, what Dendrite's library does as of
 * September 2024 (room versions up to 11).
 */
export const dialects: ReadonlyMap<string, Dialect> = new Map(
  [spec, synapse, ruma, gomatrixserverlib].map((preset) => [preset.name, preset]),
);

/**
 * The dialect of a name: a preset, or `spec` with some switches on.
 * @example findDialect("spec+skipRejected+chainIncludesState")
 */
export function findDialect(name: string): Dialect | undefined {
  const preset = dialects.get(name);
  if (preset !== undefined) return preset;
  const [base, ...switches] = name.split("+");
  if (base !== "spec" || switches.length === 0 || !switches.every(isSwitch)) return undefined;
  return withSwitches(switches);
}

/**
 * True where an implementation has rooms of a version. gomatrixserverlib ends with version 11: what it
 * would make of state resolution v2.1 nobody knows, and so its dialect says nothing of it.
 * @example dialectKnows("gomatrixserverlib", roomVersion("12")) // false
 */
export function dialectKnows(name: string, { stateResolution }: RoomVersion): boolean {
  return name !== gomatrixserverlib.name || stateResolution !== "v2.1";
}

function isSwitch(name: string): name is DialectSwitch {
  return dialectSwitches.some((known) => known === name);
}

/** The dialect of a name that is known to exist; throws on another (a bug of the caller). */
export function dialect(name: string): Dialect {
  const found = findDialect(name);
  if (found === undefined) throw new Error(`dialect ${name} is not one of ${[...dialects.keys()]}`);
  return found;
}

/** A switch of a dialect. */
export type DialectSwitch = Exclude<keyof Dialect, "name">;

/** All switches, in the order of the interface. */
export const dialectSwitches = Object.keys(spec).filter(
  (key): key is DialectSwitch => key !== "name",
);

/**
 * The text with some switches on.
 * @example withSwitches(["chainIncludesState"]).name // "spec+chainIncludesState"
 */
export function withSwitches(switches: readonly DialectSwitch[]): Dialect {
  const on = Object.fromEntries(switches.map((name) => [name, true]));
  return { ...spec, ...on, name: ["spec", ...switches].join("+") };
}

/** The switches that a dialect has on. */
export function switchesOf(dialect: Dialect): DialectSwitch[] {
  return dialectSwitches.filter((name) => dialect[name]);
}
