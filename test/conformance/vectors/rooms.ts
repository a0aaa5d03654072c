// Rooms whose states are to be resolved, with what must come out: real IDs, hashes and signatures,
// the states at the heads, the resolved state in each dialect, the orders, the verdict on every
// event, and which mistakes the room catches. Searched by seed until every mistake that a resolver
// of the version can make is caught by two rooms.
import { slotKey, type PlainState } from "../../../sim/check/referee.ts";
import { CanonicalJsonError } from "../../../sim/protocol/canonical-json.ts";
import type { EventId, Pdu } from "../../../sim/protocol/event.ts";
import type { JsonObject, JsonValue } from "../../../sim/protocol/json.ts";
import { RoomGraph } from "../../../sim/protocol/room-graph.ts";
import { RoomStates } from "../../../sim/protocol/room-states.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";
import { dialects, resolve, type ResolutionStep } from "../../../sim/protocol/state-res/index.ts";
import { referee } from "../../reference/index.ts";
import { resolveMistaken } from "../../reference/mistaken-resolver.ts";
import { mistakesIn, type Mistake } from "../../reference/mistakes.ts";
import { randomRoom, type RandomRoom, type StableVersion } from "../../reference/random-room.ts";
import { sealerFor } from "./seal.ts";

/** A room vector and the mistakes that it catches. */
export interface RoomVector {
  readonly name: string;
  readonly catches: readonly Mistake[];
  readonly json: JsonObject;
}

/** How often each mistake is to be caught. */
export const catchesWanted = 2;

/** Rooms that are looked at a version; a mistake that none of them shows is not caught there. */
const roomsMax = 500;

/** Vectors of one version, smallest first within what was found. */
export function roomVectors(version: StableVersion, seed: number): RoomVector[] {
  const wanted = new Map(mistakesIn(Number(version)).map((name) => [name, catchesWanted]));
  const found: RoomVector[] = [];
  for (let n = 0; n < roomsMax && wanted.size > 0; n++) {
    // Small rooms are easier to follow by hand; larger ones catch what needs a longer story.
    const steps = 5 + (n % 20);
    const made = makeRoom(version, seed * 1000 + n, steps);
    if (made === undefined || made.states.length < 2) continue;
    const catches = [...wanted.keys()].filter((mistake) => made.catches(mistake));
    if (catches.length === 0) continue;
    for (const mistake of catches) {
      const left = (wanted.get(mistake) ?? 0) - 1;
      if (left > 0) wanted.set(mistake, left);
      else wanted.delete(mistake);
    }
    found.push(made.vector(`v${version}-${String(found.length + 1).padStart(2, "0")}`));
  }
  return found;
}

/** The room of a seed; none where an event in it has no written form, as with the number 1e400. */
function makeRoom(version: StableVersion, seed: number, steps: number): MadeRoom | undefined {
  try {
    return new MadeRoom(version, seed, steps);
  } catch (thrown) {
    if (thrown instanceof CanonicalJsonError) return undefined;
    throw thrown;
  }
}

/** A room with true events, and the states at its heads. */
class MadeRoom {
  readonly version: StableVersion;
  readonly seed: number;
  readonly states: readonly PlainState[];
  readonly #room: RandomRoom;
  readonly #pdus: ReadonlyMap<EventId, Pdu>;
  readonly #right: string;

  constructor(version: StableVersion, seed: number, steps: number) {
    this.version = version;
    this.seed = seed;
    const sealer = sealerFor(roomVersion(version));
    this.#room = randomRoom({ seed, version, steps, sealer });
    this.#pdus = new Map(this.#room.events.map(({ id, pdu }) => [id, pdu]));
    const sets = new Map(this.#room.stateSets.map((ids) => [ids.toSorted().join(), ids]));
    this.states = [...sets.values()].map((ids) => this.#plain(ids));
    const { get, rejected } = this;
    const right = { version, dialect: "spec", states: this.states, get, rejected };
    this.#right = this.states.length < 2 ? "" : textOf(referee.resolve(right));
  }

  readonly get = (id: EventId) => this.#pdus.get(id);
  readonly rejected = (id: EventId) => this.#room.rejected.includes(id);

  /** True if a resolver that makes the mistake comes to another state, or to none. */
  catches(mistake: Mistake): boolean {
    const { get, rejected } = this;
    const room = { version: Number(this.version), get, rejected, mistake };
    return textOf(resolveMistaken(room, this.states)) !== this.#right;
  }

  vector(name: string): RoomVector {
    const graph = RoomGraph.of(this.version, this.#room.events);
    const judged = new RoomStates(graph);
    const states = this.states.map((state) =>
      graph.stateOf([...state.values()].map((id) => graph.indexOf(id))),
    );
    const { rejected } = judged;
    for (const { id } of this.#room.events) judged.before(graph.indexOf(id));
    const steps: ResolutionStep[] = [];
    const observe = (step: ResolutionStep) => void steps.push(step);
    const expected: Record<string, JsonValue> = {};
    for (const dialect of dialects.keys()) {
      const options = dialect === "spec" ? { dialect, rejected, observe } : { dialect, rejected };
      expected[dialect] = graph.stateIds(resolve(graph, states, options));
    }
    if ((expected.spec as string[]).join() !== this.#right) {
      throw new Error(`room ${this.seed} of version ${this.version}: resolver and twin differ`);
    }
    const catches = mistakesIn(Number(this.version)).filter((mistake) => this.catches(mistake));
    const json = {
      format: "rashomon-room/1",
      name,
      room_version: this.version,
      seed: this.seed,
      events: this.#room.events.map(({ id, pdu }) => ({ ...pdu, event_id: id })),
      heads: this.#room.heads,
      state_sets: this.states.map((state) => [...state.values()].toSorted()),
      expected_state: expected.spec ?? null,
      expected_state_by_dialect: expected,
      order: ordersIn(steps, graph),
      verdicts: this.#verdicts(judged),
      catches,
    };
    return { name, catches, json };
  }

  /** Receipt checks 4 and 5 on every event that they refuse. */
  #verdicts(judged: RoomStates): JsonObject {
    const refused: Record<string, JsonValue> = {};
    for (const { id } of this.#room.events) {
      const rejection = judged.rejection(judged.room.indexOf(id));
      if (rejection === undefined) continue;
      refused[id] = { check: rejection.check, rule: rejection.verdict.rule };
    }
    return { rejected: refused };
  }

  #plain(ids: readonly EventId[]): PlainState {
    return new Map(
      ids.map((id) => {
        const { type, state_key: stateKey } = this.#pdus.get(id)!;
        return [slotKey(type, stateKey!), id];
      }),
    );
  }
}

/** The orders in which events are replayed: by power and by mainline, or in version 1 by depth. */
function ordersIn(steps: readonly ResolutionStep[], graph: RoomGraph): JsonObject {
  const ids = (events: readonly number[]) => events.map((event) => graph.id(event));
  const orders: Record<string, JsonValue> = {};
  for (const step of steps) {
    if (step.step === "power-order") orders.power = ids(step.order);
    if (step.step === "mainline-order") orders.mainline = ids(step.order);
    if (step.step !== "depth-order") continue;
    const { type, stateKey } = graph.slotNames(step.slot);
    orders[`depth ${type}|${stateKey}`] = ids(step.order);
  }
  return orders;
}

function textOf(state: PlainState): string {
  const ids = [...state.values()];
  return ids.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join();
}
