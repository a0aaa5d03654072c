// Judges whether those who were thrown out stay out: no server takes an event of a user who, by the
// state that the server holds just then, was banned or kicked. Over a gap, and without a joined
// member, servers go by another state; such arrivals are auth-held's business. It needs no referee.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { StateId } from "../../protocol/state.ts";
import type { ArriveRecord, VerdictRecord } from "../../trace/records.ts";
import { graspIn, trait } from "../view/arrival-columns.ts";
import type { Check } from "../check.ts";
import { Findings, plainVerdict } from "../findings.ts";
import { grasp } from "../view/grasp.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { count, inRoom, nameEvent } from "../wording.ts";

const name = "bans-hold";

/** Who was banned or kicked says nothing more, as each server sees it. */
export const bansHold: Check = {
  name,
  summary: "No server takes an event of a user whom its current state shows banned or kicked.",
  judge,
};

function judge(view: TraceView): VerdictRecord {
  if (!view.hasHistory) return plainVerdict(name, "unknown", "A summary has no arrivals.");
  const broken = new Findings();
  let asked = 0;
  for (let server = 0; server < view.arrivals.length; server++) {
    const { events, traits, standings } = view.columns[server];
    for (let n = 0; n < events.length; n++) {
      if (!decidedHere(traits[n])) continue;
      const room = view.rooms[view.roomNumberOf(events[n])] as RoomTrace;
      const state = room.state(standings[n]);
      if (state < 0) continue;
      asked++;
      const thrownOut = evictionOf(room, view.eventOf(events[n]), state);
      if (thrownOut < 0) continue;
      report(view, room, { arrival: view.arrivals[server][n], thrownOut }, broken);
    }
  }
  if (broken.count > 0) return broken.verdict(name, "broken");
  return plainVerdict(name, "held", `${count(asked, "event")} came from users who were in.`);
}

/** True if the server took the event in from outside, by its own current state. */
function decidedHere(traits: number): boolean {
  if ((traits & trait.sent) === 0 || (traits & trait.names) !== 0) return false;
  return graspIn(traits) === grasp.accepted;
}

/** The ban or kick of the event's sender in a state that forbids the event; -1 if none does. */
function evictionOf({ graph }: RoomTrace, event: EventIndex, state: StateId): EventIndex {
  const sender = graph.sender(event);
  const held = graph.states.get(state, graph.memberSlot(sender));
  if (held < 0 || held === event || !graph.has(held)) return -1;
  const { content, sender: by, state_key: user } = graph.pdu(held);
  if (content.membership === "ban") return held;
  if (content.membership !== "leave" || by === user) return -1;
  // Who was kicked may come back where the room lets them in, and so change their membership.
  return graph.slot(event) === graph.memberSlot(sender) ? -1 : held;
}

function report(
  view: TraceView,
  room: RoomTrace,
  { arrival, thrownOut }: { arrival: ArriveRecord; thrownOut: number },
  broken: Findings,
): void {
  const { server, atMs, event } = arrival;
  const text = () => {
    const what = nameEvent(room, room.eventOf(event));
    const why = `though its state holds ${nameEvent(room, thrownOut)}`;
    return `${view.serverNames[server]} took ${what} at ${atMs} ms${inRoom(view, room)}, ${why}`;
  };
  broken.add(text, { events: [event, room.traceIndex(thrownOut)], servers: [server] });
}
