// Judges whether resolution depends on the states alone. A sample of resolutions is done once more in a room
// that was learned in the opposite order, so that every number inside is another one, with the states in
// the opposite order and one of them twice. The outcome has to be the same, and resolved with itself it
// has to stay. For a server that has events in redacted form only the room is learned in their redacted form.
// The referee of auth-held asks whether an outcome is right; this needs none.
import type { EventIndex } from "../../protocol/room-graph.ts";
import { RoomGraph } from "../../protocol/room-graph.ts";
import { dialects, resolve } from "../../protocol/state-res/index.ts";
import { emptyState, type StateId } from "../../protocol/state.ts";
import type { ResolveRecord, VerdictRecord } from "../../trace/records.ts";
import type { Check } from "../check.ts";
import { Findings, plainVerdict } from "../findings.ts";
import { isRejected } from "../view/grasp.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { count, inRoom } from "../wording.ts";

const name = "resolution-laws";

/** How many resolutions of a room are done again, spread over the run. */
const sampleMax = 25;

/** Neither the order of states nor that of learning events matters, and repetition does not either. */
export const resolutionLaws: Check = {
  name,
  summary: "Resolution depends neither on the order of states and events nor on repetition.",
  onRequest: true,
  judge,
};

function judge(view: TraceView): VerdictRecord {
  if (!view.hasHistory) return plainVerdict(name, "unknown", "A summary has no resolutions.");
  const broken = new Findings();
  let asked = 0;
  for (const room of view.judged) {
    const own = view.resolutions.filter((record) => record.room === room.number);
    const step = Math.max(1, Math.ceil(own.length / sampleMax));
    const mirrorOf = room.readings.each(({ graph }) => new Mirror(graph));
    for (let n = 0; n < own.length; n += step) {
      const same = isLawful(room, mirrorOf(own[n].server), own[n]);
      if (same !== undefined) asked++;
      if (same === false) report(view, room, own[n], broken);
    }
  }
  if (broken.count > 0) return broken.verdict(name, "broken");
  const detail = `${count(asked, "resolution")} came out the same in the opposite order.`;
  return plainVerdict(name, "held", detail);
}

/** Does a resolution obey? Undefined where the trace does not hold what it rests on. */
function isLawful(
  room: RoomTrace,
  mirror: Mirror,
  { inputs, output, server, dialect }: ResolveRecord,
): boolean | undefined {
  const states = inputs.map((input) => room.state(input));
  const due = room.state(output);
  const untold = (state: StateId) => state < 0 || !room.isWhole(state);
  if (untold(due) || states.some(untold) || !dialects.has(dialect)) return undefined;
  const grasps = room.graspsOf(server);
  const rejected = (event: EventIndex) => isRejected(grasps[mirror.original(event)] ?? 0);
  const turned = states.map((state) => mirror.state(state)).reverse();
  const options = { dialect, rejected };
  const found = resolve(mirror.graph, [...turned, turned[0]], options);
  return found === mirror.state(due) && resolve(mirror.graph, [found, found], options) === found;
}

/** The same room with all numbers turned round. */
class Mirror {
  readonly graph: RoomGraph;
  readonly #whole: RoomGraph;
  readonly #original: EventIndex[] = [];

  /** @param whole the room as some servers read it */
  constructor(whole: RoomGraph) {
    this.#whole = whole;
    this.graph = new RoomGraph(whole.version);
    for (let event = whole.count - 1; event >= 0; event--) {
      if (!whole.has(event)) continue;
      const at = this.graph.add(whole.id(event), whole.pdu(event));
      this.#original[at] = event;
    }
  }

  original(event: EventIndex): EventIndex {
    return this.#original[event] ?? -1;
  }

  /** A state of the room as one of the mirror. */
  state(state: StateId): StateId {
    const graph = this.#whole;
    let mirrored: StateId = emptyState;
    graph.states.forEach(state, (_slot, event) => {
      const twin = this.graph.indexOf(graph.id(event));
      mirrored = this.graph.states.set(mirrored, this.graph.slot(twin), twin);
    });
    return mirrored;
  }
}

function report(view: TraceView, room: RoomTrace, record: ResolveRecord, broken: Findings): void {
  const text = () => {
    const who = view.serverNames[record.server];
    const what = `a resolution of ${record.inputs.length} states at ${record.atMs} ms`;
    return `${what}${inRoom(view, room)} by ${who} comes out otherwise in another order`;
  };
  broken.add(text, { events: [record.event ?? -1], servers: [record.server] });
}
