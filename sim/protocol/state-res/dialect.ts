// Where the specification's text and real implementations differ in state resolution, as named
// switches. A dialect is a set of switches; homeservers that follow different dialects can part
// over one history, with nobody at fault.

/** One switch for each point of difference. */
export interface Dialect {
  readonly name: string;
  /** The create event counts as a power event. The text names only power levels, join rules and
   * kicks or bans; Synapse and ruma sort the create event with them. */
  readonly createIsPowerEvent: boolean;
  /** Power levels and join rules count as power events only with an empty state key. The text has
   * no such condition. */
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
  /** A join is refused where the state has no join rules. By the text a missing event means the
   * join rule `invite`, which lets in those who are invited or joined already. */
  readonly joinsNeedJoinRules: boolean;
  /** A power levels event with another state key than the empty one is not compared with the room's
   * power levels: its sender may write anything into it. The text makes no such difference. */
  readonly sideLevelsUncompared: boolean;
  /** A single level that is absent before or after (`ban`, `kick`, `state_default` …) counts as its
   * default where an event adds or removes it. By the text only levels that are there count. */
  readonly absentLevelsHaveDefaults: boolean;
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
  joinsNeedJoinRules: false,
  sideLevelsUncompared: false,
  absentLevelsHaveDefaults: false,
};

const synapse: Dialect = {
  name: "synapse",
  createIsPowerEvent: true,
  powerEventsNeedEmptyStateKey: true,
  chainIncludesState: true,
  pullInsideConflicted: true,
  mainlineStartsAtEvent: true,
  skipRejected: true,
  passOverRejectedState: true,
  stateRulesOnly: true,
  joinsNeedJoinRules: false,
  sideLevelsUncompared: true,
  absentLevelsHaveDefaults: false,
};

const ruma: Dialect = {
  ...synapse,
  name: "ruma",
  // The crate leaves auth chains to its caller and describes them as the text does.
  chainIncludesState: false,
  skipRejected: false,
  joinsNeedJoinRules: true,
  sideLevelsUncompared: false,
  absentLevelsHaveDefaults: true,
};

/**
 * The presets by name: `spec`, the text to the letter; `synapse`, what Synapse 1.163 does; `ruma`,
 * what the crate ruma-state-res 0.18 does.
 */
export const dialects: ReadonlyMap<string, Dialect> = new Map(
  [spec, synapse, ruma].map((preset) => [preset.name, preset]),
);

/** The preset of a name that is known to exist; throws on another (a bug of the caller). */
export function dialect(name: string): Dialect {
  const found = dialects.get(name);
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
