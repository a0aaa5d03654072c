// Judges whether a client sees the room as its server has it. A client that never goes away is told the
// state once, and then the timeline: it takes each accepted state event as the new state of its slot.
// Where resolution changes another slot, or turns the event down, the server says nothing of it, and the
// client drifts: https://github.com/matrix-org/matrix-spec/issues/1209, synapse#4508. Servers whose
// /sync has `state_after` tell the state itself. A join through another server, a lost memory and a state
// that becomes whole begin anew, as clients are told the state then.
import type { StateId } from "../../protocol/state.ts";
import type { VerdictRecord } from "../../trace/records.ts";
import { graspIn, trait, type ArrivalColumns } from "../view/arrival-columns.ts";
import type { Check } from "../check.ts";
import { Findings, plainVerdict } from "../findings.ts";
import { grasp } from "../view/grasp.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { count, inRoom, nameEvent } from "../wording.ts";

const name = "clients-view";

/** What clients have seen of the state is the state. */
export const clientsView: Check = {
  name,
  summary: "Clients that were told the timeline see the state that their server resolved.",
  onRequest: true,
  judge,
};

function judge(view: TraceView): VerdictRecord {
  if (!view.hasHistory) return plainVerdict(name, "unknown", "A summary has no timeline.");
  const broken = new Findings();
  let asked = 0;
  let told = 0;
  for (const room of view.judged) {
    for (const server of room.servers) {
      if (view.meta.servers[server].stateAfter === true) {
        told++;
        continue;
      }
      const state = room.finalState(server);
      const seen = seenAt(view, room, server);
      if (seen < 0 || state < 0) continue;
      asked++;
      if (seen !== state) report(view, room, { server, seen, state }, broken);
    }
  }
  if (broken.count > 0) return broken.verdict(name, "broken");
  const rest = told === 0 ? "" : `; on ${count(told, "server")} they are told the state`;
  return plainVerdict(
    name,
    "held",
    `Clients on ${count(asked, "server")} see what is there${rest}.`,
  );
}

/** The state as a client on a server sees it in the end; -1 where no user of it is in the room. */
function seenAt(view: TraceView, room: RoomTrace, server: number): StateId {
  const columns = view.columns[server];
  const residents = room.residents();
  const isIn = (state: StateId) => state >= 0 && residents.moveTo(state).has(server);
  let seen: StateId = -1;
  for (let n = 0; n < columns.events.length; n++) {
    if (view.roomNumberOf(columns.events[n]) !== room.number) continue;
    const standing = columns.standings[n] < 0 ? -1 : room.state(columns.standings[n]);
    if (!isIn(standing) || view.arrivals[server][n].via === "join") seen = -1;
    else if (seen < 0) seen = standing;
    if (seen >= 0 && isTold(columns, n))
      seen = room.graph.apply(seen, view.eventOf(columns.events[n]));
  }
  const last = room.finalState(server);
  if (!isIn(last)) return -1;
  // Who came in with the last arrival has only been told the state.
  return seen < 0 ? last : seen;
}

/** True where an event comes down the timeline: what soft-failed, or fills a gap behind, does not. */
function isTold({ traits }: ArrivalColumns, n: number): boolean {
  if (graspIn(traits[n]) !== grasp.accepted) return false;
  return (traits[n] & trait.sent) !== 0 || (traits[n] & trait.told) === 0;
}

function report(
  view: TraceView,
  room: RoomTrace,
  { server, seen, state }: { server: number; seen: StateId; state: StateId },
  broken: Findings,
): void {
  const { graph } = room;
  graph.states.forEachChange(seen, state, (slot, before, after) => {
    const text = () => {
      const { type, stateKey } = graph.slotNames(slot);
      const what = stateKey === "" ? type : `${type} of ${stateKey}`;
      const names = [before, after].map((one) => (one < 0 ? "nothing" : nameEvent(room, one)));
      const where = `${view.serverNames[server]}${inRoom(view, room)}`;
      return `Clients of ${where} see ${names[0]} as ${what}, where the state has ${names[1]}`;
    };
    const events = [before, after].map((one) => (one < 0 ? -1 : room.traceIndex(one)));
    broken.add(text, { events, servers: [server] });
  });
}
