// Where state resolution as homeservers do it departs from the text, one switch a point, and the
// presets made of them. Off everywhere is the text to the letter.

/** The points of departure. */
export interface Dialect extends Departures {
  /** The create event counts as a power event. */
  readonly createIsPowerEvent: boolean;
  /** Power levels and join rules are power events only under the empty state key. */
  readonly powerEventsNeedEmptyStateKey: boolean;
  /** The auth chain of a state contains the events of the state itself. */
  readonly chainIncludesState: boolean;
  /** Step 1 follows auth edges only as long as they stay inside the full conflicted set. */
  readonly pullInsideConflicted: boolean;
  /** The mainline position of an event on the mainline is its own, not its parent's. */
  readonly mainlineStartsAtEvent: boolean;
  /** An event that was rejected before is skipped by the iterative auth checks. */
  readonly skipRejected: boolean;
  /** An iterative auth check starts with all accepted auth events and puts the state over them. */
  readonly authEventsUnderState: boolean;
  /** The rules about an event's list of auth events are not asked again. */
  readonly stateRulesOnly: boolean;
  /** A key that some states lack is in conflict only if the others differ. */
  readonly absentIsNoConflict: boolean;
  /** The full conflicted set is the conflicted set. */
  readonly noAuthDifference: boolean;
  /** Power events are ordered from the end backwards, those of most power last. */
  readonly orderFromNewest: boolean;
  /** Backwards, an event counts as often as it was put into the list. */
  readonly countsRepeats: boolean;
  /** Backwards or not, who cites no power levels has the power 0. */
  readonly noLevelsNoPower: boolean;
  /** What has no place on the mainline has that of its oldest event. */
  readonly noMainlineIsOldest: boolean;
  /** Within one place the fewest steps to the mainline are first. */
  readonly stepsBeforeTimestamp: boolean;
  /** The event's own auth events fill gaps of the state with memberships alone. */
  readonly onlyMembersFromAuthEvents: boolean;
  /** Version 1: the least deep event of a key stays if no other passes. */
  readonly leastDeepStays: boolean;
  /** v1: join rules under a state key are no different from other state. */
  readonly sideRulesLast: boolean;
}

/** Other readings of the authorisation rules. */
export interface Departures {
  /** Without a join rules event nobody may join. */
  readonly joinsNeedJoinRules: boolean;
  /** Power levels under another key than the empty one are compared with none. */
  readonly sideLevelsUncompared: boolean;
  /** A single level that is absent counts as its default when it is added or removed. */
  readonly absentLevelsHaveDefaults: boolean;
  /** Every level that is absent is its default, of users and event types too. */
  readonly absentLevelsAreDefaults: boolean;
  /** `users_default` is not looked at. */
  readonly usersDefaultUncompared: boolean;
  /** The ban level is all that lifting a ban takes. */
  readonly unbanTakesBanLevel: boolean;
  /** Leaving again is allowed. */
  readonly leavingTwiceAllowed: boolean;
  /** A public room is closed to those who knocked. */
  readonly knockersMayNotJoin: boolean;
  /** An unknown join rule lets in the invited. */
  readonly otherJoinRulesAreInvite: boolean;
  /** `knock_restricted` is known as early as knocks and restricted joins are. */
  readonly knockRestrictedEarly: boolean;
  /** The outcome of a restricted join stands for the join rule until another is asked for. */
  readonly restrictedJoinsStick: boolean;
}

const spec: Dialect = {
  createIsPowerEvent: false,
  powerEventsNeedEmptyStateKey: false,
  chainIncludesState: false,
  pullInsideConflicted: false,
  mainlineStartsAtEvent: false,
  skipRejected: false,
  authEventsUnderState: false,
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
  joinsNeedJoinRules: false,
  sideLevelsUncompared: false,
  absentLevelsHaveDefaults: false,
  absentLevelsAreDefaults: false,
  usersDefaultUncompared: false,
  unbanTakesBanLevel: false,
  leavingTwiceAllowed: false,
  knockersMayNotJoin: false,
  otherJoinRulesAreInvite: false,
  knockRestrictedEarly: false,
  restrictedJoinsStick: false,
};

const synapse: Dialect = {
  ...spec,
  createIsPowerEvent: true,
  powerEventsNeedEmptyStateKey: true,
  chainIncludesState: true,
  pullInsideConflicted: true,
  mainlineStartsAtEvent: true,
  skipRejected: true,
  authEventsUnderState: true,
  stateRulesOnly: true,
  leastDeepStays: true,
  sideRulesLast: false,
  sideLevelsUncompared: true,
};

const ruma: Dialect = {
  ...synapse,
  chainIncludesState: false,
  skipRejected: false,
  leastDeepStays: false,
  sideRulesLast: false,
  joinsNeedJoinRules: true,
  sideLevelsUncompared: false,
  absentLevelsHaveDefaults: true,
};

const gomatrixserverlib: Dialect = {
  createIsPowerEvent: false,
  powerEventsNeedEmptyStateKey: true,
  chainIncludesState: false,
  pullInsideConflicted: true,
  mainlineStartsAtEvent: false,
  skipRejected: false,
  authEventsUnderState: false,
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
  joinsNeedJoinRules: false,
  sideLevelsUncompared: false,
  absentLevelsHaveDefaults: false,
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
 * The presets: the text, what Synapse 1.163, ruma-state-res 0.18 and gomatrixserverlib of September
 * 2024 do.
 */
export const dialects: Readonly<Record<string, Dialect>> = {
  spec,
  synapse,
  ruma,
  gomatrixserverlib,
};

/** A preset by name; throws on an unknown one. */
export function dialectNamed(name: string): Dialect {
  const dialect = Object.hasOwn(dialects, name) ? dialects[name] : undefined;
  if (dialect === undefined) throw new Error(`no dialect is called ${name}`);
  return dialect;
}
