// The mistakes that implementers of state resolution make, each with where it was seen or what it
// comes from. A vector catches a mistake if a resolver that makes it comes to another state.
// mistaken-resolver.ts makes them on purpose.

/** What is done wrong. */
export const mistakes = {
  "missing-key-agrees": "v2: a key that one state lacks counts as agreed on",
  "symmetric-difference": "v2: the auth difference is taken by symmetric differences",
  "chain-without-others": "v2: only conflicted events are replayed, without the auth difference",
  "no-pull-in": "v2: the first pass holds power events alone, without what they rest on",
  "pull-in-beyond": "v2: the first pass holds whole auth chains, also what is not to be replayed",
  "join-rules-no-power": "v2: join rules are no power events",
  "leaving-is-power": "v2: somebody's own leaving is a power event",
  "kicks-no-power": "v2: kicks and bans are no power events",
  "least-power-first": "v2: of the power events, those of the least powerful come first",
  "power-of-the-state": "v2: power is read from the agreed state, not from an event's auth events",
  "latest-first": "v2: of equals, the latest comes first",
  "greatest-id-first": "v2: of equals, the greatest event ID comes first",
  "ids-without-case": "v2: event IDs are compared as words, upper and lower case alike",
  "mainline-newest-first": "v2: events under the newest power levels come first",
  "no-mainline-is-newest": "v2: an event without power levels on the mainline counts as newest",
  "no-mainline": "v2: the second pass is ordered by time alone",
  "no-own-auth-events": "v2: what the state lacks is not looked for among an event's auth events",
  "own-auth-events-first": "v2: an event's own auth events go before the state",
  "stops-at-refusal": "v2: a pass ends with the first event that is refused",
  "agreed-not-put-back": "v2: what all states agree on is not put back at the end",
  "starts-from-nothing": "v2 up to version 11: the first pass starts from nothing",
  "starts-from-agreed": "v2.1: the first pass starts from what all states agree on",
  "no-subgraph": "v2.1: the conflicted state subgraph is left out",
  "absence-conflicts": "v1: a key that one state lacks counts as conflicted",
  "hash-backwards": "v1: at one depth the hashes are sorted the other way",
  "shallow-wins": "v1: the least deep event of a key stays",
  "goes-on-after-refusal": "v1: power levels, join rules and members go on after a refusal",
  "first-is-checked": "v1: the least deep power levels, join rules and members are checked too",
} as const;

/** A mistake's name. */
export type Mistake = keyof typeof mistakes;

/** The mistakes that a resolver of the version can make. */
export function mistakesIn(version: number): Mistake[] {
  return (Object.keys(mistakes) as Mistake[]).filter((name) => {
    const about = mistakes[name];
    if (version === 1) return about.startsWith("v1:");
    if (about.startsWith("v1:")) return false;
    if (version >= 12) return !about.startsWith("v2 up to version 11:");
    return !about.startsWith("v2.1:");
  });
}
