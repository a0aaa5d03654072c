// Judges whether anybody's power rose without a cause: of every power levels event that became
// somebody's current state, no level may rise above what its sender had by the levels that the event
// cites. Levels that only come back because later ones were undone are no-state-reset's business.
import type { PowerLevel } from "../../protocol/auth/power-level.ts";
import { levelAt, levelOf } from "../../protocol/auth/power-level.ts";
import { powerIn } from "../../protocol/auth/room-view.ts";
import { isObject, type JsonObject } from "../../protocol/json.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { VerdictRecord } from "../../trace/records.ts";
import type { Check } from "../check.ts";
import { Findings, plainVerdict } from "../findings.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { count, inRoom, nameEvent } from "../wording.ts";

const name = "power-held";

/** Nobody gives more power than they have. */
export const powerHeld: Check = {
  name,
  summary: "No user's power rises by the hand of somebody who has less than that.",
  judge,
};

function judge(view: TraceView): VerdictRecord {
  const broken = new Findings();
  let seen = 0;
  for (const room of view.judged) {
    for (const [levels, server] of levelsInForce(room)) {
      seen++;
      const raised = raisedBy(room, levels);
      if (raised !== undefined) report(view, room, { levels, server, raised }, broken);
    }
  }
  if (broken.count > 0) return broken.verdict(name, "broken");
  return plainVerdict(name, "held", `${count(seen, "power levels event")} gave no more than due.`);
}

/** The power levels events of all current states, each with the first server that held it. */
function levelsInForce(room: RoomTrace): Map<EventIndex, number> {
  const { graph } = room;
  const found = new Map<EventIndex, number>();
  for (const server of room.servers) {
    let last = -1;
    for (const current of room.currentStates(server)) {
      if (current === last) continue;
      last = current;
      const state = room.state(current);
      const levels = state < 0 ? -1 : graph.states.get(state, graph.powerLevelsSlot);
      if (levels >= 0 && graph.has(levels) && !found.has(levels)) found.set(levels, server);
    }
  }
  return found;
}

interface Raised {
  /** A user, or `users_default`. */
  readonly who: string;
  readonly to: PowerLevel;
  readonly power: PowerLevel;
}

/** The first level that an event raises above its sender's power; undefined if there is none. */
function raisedBy({ graph }: RoomTrace, levels: EventIndex): Raised | undefined {
  const cited = citedLevels(graph, levels);
  // The first levels of a room are its creator's, who may give any.
  if (cited === undefined) return undefined;
  const { content } = graph.pdu(levels);
  const power = powerIn(graph, graph.create, cited, graph.sender(levels));
  const { version } = graph;
  const all = [...Object.keys(isObject(content.users) ? content.users : {})];
  for (const who of all) {
    const [was, to] = [levelAt(cited.users, who, version), levelAt(content.users, who, version)];
    if (to !== undefined && to > power && to !== was) return { who, to, power };
  }
  const [was, to] = [cited, content].map((levels) => levelOf(levels.users_default, version));
  if (to === undefined || to <= power || to === was) return undefined;
  return { who: "users_default", to, power };
}

function citedLevels(graph: RoomTrace["graph"], event: EventIndex): JsonObject | undefined {
  for (let n = 0; n < graph.authCount(event); n++) {
    const auth = graph.auth(event, n);
    if (graph.has(auth) && graph.slot(auth) === graph.powerLevelsSlot)
      return graph.pdu(auth).content;
  }
  return undefined;
}

function report(
  view: TraceView,
  room: RoomTrace,
  { levels, server, raised }: { levels: EventIndex; server: number; raised: Raised },
  broken: Findings,
): void {
  const text = () => {
    const { who, to, power } = raised;
    const what = `${nameEvent(room, levels)}${inRoom(view, room)} gives ${who} ${to}`;
    return `${what}, but its sender had ${power}, and ${view.serverNames[server]} goes by it`;
  };
  broken.add(text, { events: [room.traceIndex(levels)], servers: [server] });
}
