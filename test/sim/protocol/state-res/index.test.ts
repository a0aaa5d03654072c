// The fast rules and resolution against their literal twin in test/reference, over random rooms:
// the verdicts on every event with their rule numbers, the state before every event, and the
// resolution of the states at the heads. RASHOMON_ROOMS says how many rooms a version (500;
// `npm run test:twin` takes 2000).
import { describe, expect, test } from "vitest";
import { slotKey, type PlainState } from "../../../../sim/check/referee.ts";
import { authorise, authoriseByAuthEvents } from "../../../../sim/protocol/auth/index.ts";
import type { AuthVerdict } from "../../../../sim/protocol/auth/verdict.ts";
import { prevIds, type EventId, type Pdu } from "../../../../sim/protocol/event.ts";
import { RoomGraph } from "../../../../sim/protocol/room-graph.ts";
import { stableVersions } from "../../../../sim/protocol/room-version.ts";
import { RoomStates } from "../../../../sim/protocol/room-states.ts";
import type { StateId } from "../../../../sim/protocol/state.ts";
import { dialects, resolve } from "../../../../sim/protocol/state-res/index.ts";
import { referee } from "../../../reference/index.ts";
import { randomRoom, type RandomRoom, type StableVersion } from "../../../reference/random-room.ts";
import { usualRoom, versions } from "../room-builder.ts";

const roomsPerVersion = Math.max(1, Number(process.env.RASHOMON_ROOMS ?? 500));
const roomsPerTest = 250;
const stable = stableVersions as readonly StableVersion[];

/** A random room as both sides want it. */
class Pair {
  readonly graph: RoomGraph;
  readonly fast: RoomStates;
  readonly dialect: string;
  readonly source: RandomRoom;
  readonly #pdus: Map<EventId, Pdu>;
  readonly #rejected = new Set<EventId>();
  readonly #after = new Map<EventId, PlainState>();
  /** What was compared, so that a test can tell that it compared something. */
  counts = { merges: 0, refusals: 0, conflicts: 0 };

  constructor(source: RandomRoom, dialect: string, graph = graphOf(source)) {
    this.source = source;
    this.dialect = dialect;
    this.graph = graph;
    this.fast = new RoomStates(this.graph, { dialect });
    this.#pdus = new Map(source.events.map(({ id, pdu }) => [id, pdu]));
  }

  readonly get = (id: EventId) => this.#pdus.get(id);
  readonly rejected = (id: EventId) => this.#rejected.has(id);

  /** Compares event after event; answers the first difference in words, or undefined. */
  firstDifference(): string | undefined {
    for (const { id, pdu } of this.source.events) {
      const difference = this.#compareEvent(id, pdu);
      if (difference !== undefined) return `${id}: ${difference}`;
    }
    const { stateSets } = this.source;
    const slow = this.#slowResolve(stateSets.map((ids) => this.#plain(ids)));
    const states = stateSets.map((ids) =>
      this.graph.stateOf(ids.map((id) => this.graph.indexOf(id))),
    );
    const { dialect } = this;
    const { rejected } = this.fast;
    const output = resolve(this.graph, states, {
      dialect,
      rejected,
      observe: (step) => {
        if (step.step === "split") this.counts.conflicts += step.conflicted.length;
      },
    });
    return this.#compareStates("at the heads", output, slow);
  }

  #compareEvent(id: EventId, pdu: Pdu): string | undefined {
    const event = this.graph.indexOf(id);
    const parents = prevIds(pdu).map((prev) => this.#after.get(prev)!);
    if (parents.length > 1) this.counts.merges++;
    const before = parents.length === 1 ? parents[0] : this.#slowResolve(parents);
    const fastBefore = this.fast.before(event);
    const states = this.#compareStates("state before", fastBefore, before);
    if (states !== undefined) return states;
    const { version } = this.source;
    const { get, rejected } = this;
    const { dialect } = this;
    const reading = this.fast.dialect;
    const cited = referee.authoriseByAuthEvents({ version, dialect, id, get, rejected });
    const fastCited = authoriseByAuthEvents(this.graph, event, this.fast.rejected, reading);
    const judged = referee.authoriseByState({ version, dialect, id, state: before, get });
    const fastJudged = authorise(this.graph, event, fastBefore, reading);
    const difference =
      compareVerdicts("by its auth events", fastCited, cited) ??
      compareVerdicts("by the state", fastJudged, judged);
    if (difference !== undefined) return difference;
    const ok = cited.ok && judged.ok;
    if (!ok) this.#rejected.add(id);
    if (!ok) this.counts.refusals++;
    if (this.fast.rejected(event) === ok) return "rejected by one side only";
    this.#after.set(id, ok ? withEvent(before, id, pdu) : before);
    return undefined;
  }

  #slowResolve(states: readonly PlainState[]): PlainState {
    const { version } = this.source;
    const { dialect, get, rejected } = this;
    const distinct = new Map(states.map((state) => [[...state.values()].sort().join(), state]));
    if (distinct.size === 0) return new Map();
    if (distinct.size === 1) return states[0];
    return referee.resolve({ version, dialect, states: [...distinct.values()], get, rejected });
  }

  #plain(ids: readonly EventId[]): PlainState {
    return new Map(
      ids.map((id) => {
        const { type, state_key: stateKey } = this.#pdus.get(id)!;
        return [slotKey(type, stateKey!), id];
      }),
    );
  }

  #compareStates(what: string, fast: StateId, slow: PlainState): string | undefined {
    const one = fast < 0 ? "none" : this.graph.stateIds(fast).join(" ");
    const other = [...slow.values()].sort().join(" ");
    return one === other ? undefined : `${what}: fast ${one}, twin ${other}`;
  }
}

/** The room's events for the fast side; dialects share them, as homeservers of a run do. */
function graphOf({ version, events }: RandomRoom): RoomGraph {
  // The twin takes a vouching server's signature as given; the fast rules do so without any.
  return RoomGraph.of(
    version,
    events.map(({ id, pdu }) => ({ id, pdu: { ...pdu, signatures: undefined } })),
  );
}

function withEvent(before: PlainState, id: EventId, pdu: Pdu): PlainState {
  if (pdu.state_key === undefined) return before;
  return new Map([...before, [slotKey(pdu.type, pdu.state_key), id]]);
}

function compareVerdicts(what: string, fast: AuthVerdict, twin: AuthVerdict): string | undefined {
  const [one, other] = [fast, twin].map((verdict) => (verdict.ok ? "allowed" : verdict.rule));
  return one === other ? undefined : `${what}: fast ${one}, twin ${other}`;
}

const batches = Array.from({ length: Math.ceil(roomsPerVersion / roomsPerTest) }, (_, n) => ({
  from: n * roomsPerTest,
  to: Math.min(roomsPerVersion, (n + 1) * roomsPerTest) - 1,
}));

describe.each(stable)("version %s", (version) => {
  test.each(batches)("fast and literal agree on random rooms $from to $to", ({ from, to }) => {
    const counts = { merges: 0, refusals: 0, conflicts: 0 };
    for (let seed = from; seed <= to; seed++) {
      const source = randomRoom({ seed, version, hearsay: true });
      const graph = graphOf(source);
      for (const dialect of dialects.keys()) {
        const pair = new Pair(source, dialect, graph);
        expect(pair.firstDifference(), `seed ${seed}, dialect ${dialect}`).toBeUndefined();
        for (const key of Object.keys(counts) as (keyof typeof counts)[]) {
          counts[key] += pair.counts[key];
        }
      }
    }
    // On average every second room has a merge, every room a conflict, every fourth a refusal.
    const rooms = 2 * (to - from + 1);
    if (rooms < 200) return;
    expect(counts.merges).toBeGreaterThan(rooms / 2);
    expect(counts.conflicts).toBeGreaterThan(rooms);
    expect(counts.refusals).toBeGreaterThan(rooms / 4);
  });
});

// The other switches cannot show in such rooms: the create event never conflicts, power levels are
// all power events, and what fails by its list of auth events is in no state.
test.each([
  "powerEventsNeedEmptyStateKey",
  "chainIncludesState",
  "pullInsideConflicted",
  "skipRejected",
])("the random rooms can tell whether %s is on", (key) => {
  // Otherwise their agreement would prove nothing about it.
  for (let seed = 0; seed < 4000; seed++) {
    const source = randomRoom({ seed, version: versions[seed % 3], hearsay: true });
    const { fast, graph } = new Pair(source, "spec");
    const states = source.stateSets.map((ids) => graph.stateOf(ids.map((id) => graph.indexOf(id))));
    for (const { id } of source.events) fast.before(graph.indexOf(id));
    const flipped = { ...fast.dialect, [key]: true };
    const { rejected } = fast;
    const outputs = [fast.dialect, flipped].map((dialect) =>
      resolve(graph, states, { dialect, rejected }),
    );
    if (outputs[0] !== outputs[1]) return;
  }
  expect.unreachable(`no room out of 4000 depends on ${key}`);
});

test("a dialect may be given by name or as a set of switches", () => {
  const room = usualRoom("11");
  const topics = ["$a", "$b"].map((id) =>
    room.after(room.state("m.room.topic", {}, { id, ts: 5, prev: ["$cay"] })),
  );
  const byName = resolve(room.graph, topics, { dialect: "synapse" });
  expect(resolve(room.graph, topics, { dialect: dialects.get("synapse") })).toBe(byName);
  expect(() => resolve(room.graph, topics, { dialect: "none" })).toThrow("none");
});
