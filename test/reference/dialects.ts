// Where state resolution as homeservers do it departs from the text, one switch a point, and the
// presets made of them. Off everywhere is the text to the letter.

/** The points of departure. */
export interface Dialect {
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
  /** Without a join rules event nobody may join. */
  readonly joinsNeedJoinRules: boolean;
  /** Power levels under another key than the empty one are compared with none. */
  readonly sideLevelsUncompared: boolean;
  /** A single level that is absent counts as its default when it is added or removed. */
  readonly absentLevelsHaveDefaults: boolean;
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
  joinsNeedJoinRules: false,
  sideLevelsUncompared: false,
  absentLevelsHaveDefaults: false,
};

const synapse: Dialect = {
  createIsPowerEvent: true,
  powerEventsNeedEmptyStateKey: true,
  chainIncludesState: true,
  pullInsideConflicted: true,
  mainlineStartsAtEvent: true,
  skipRejected: true,
  authEventsUnderState: true,
  stateRulesOnly: true,
  joinsNeedJoinRules: false,
  sideLevelsUncompared: true,
  absentLevelsHaveDefaults: false,
};

const ruma: Dialect = {
  ...synapse,
  chainIncludesState: false,
  skipRejected: false,
  joinsNeedJoinRules: true,
  sideLevelsUncompared: false,
  absentLevelsHaveDefaults: true,
};

/** The presets: the text, what Synapse 1.163 does, and what ruma-state-res 0.18 does. */
export const dialects: Readonly<Record<string, Dialect>> = { spec, synapse, ruma };

/** A preset by name; throws on an unknown one. */
export function dialectNamed(name: string): Dialect {
  const dialect = Object.hasOwn(dialects, name) ? dialects[name] : undefined;
  if (dialect === undefined) throw new Error(`no dialect is called ${name}`);
  return dialect;
}
