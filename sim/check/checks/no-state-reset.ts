// Judges whether a room's state ever went back without anybody's will. Going forward is fine, and
// so is losing a conflict against an event that the loser did not know. A slot that goes back to an
// earlier event, or to nothing, needs a cause that the rules know: something that the event did not
// build on has to refuse it. Compare MSC4297, "Problem A", where a room loses its join rules. What refuses
// an event is asked by what the server itself has: of some events perhaps the redacted form only.
//
// A server with partial state is judged by what it may answer for. It was given all of the state but the members
// (spec v1.19, server-server API, `members_omitted`), so it answers for every other slot, and for its own users'
// memberships; of users of other servers it knows that it does not know, and lets who asks wait (MSC3902,
// "Handling client-server requests"; Synapse's `await_full_state`). So a membership of another server's user may
// come and go until the state is whole, the step that makes it whole included; nothing else may.
import { authoriseIn, authSlots, type StateView } from "../../protocol/auth/index.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";
import type { StateId } from "../../protocol/state.ts";
import type { CurrentRecord, VerdictRecord } from "../../trace/records.ts";
import type { Check } from "../check.ts";
import { Findings, plainVerdict } from "../findings.ts";
import { grasp } from "../view/grasp.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { count, inRoom, nameEvent, nameSlot } from "../wording.ts";

const name = "no-state-reset";

/** No server's current state goes back unless the rules made it. */
export const noStateReset: Check = {
  name,
  summary: "No slot of a current state goes back to an earlier event without an allowed cause.",
  judge,
};

/** A slot that went back. `cause`: allowed, none (a reset), or not to be told from the trace. */
export interface StepBack {
  readonly slot: number;
  readonly from: EventIndex;
  readonly to: EventIndex;
  readonly cause: "none" | "untold";
}

const noStepsBack: readonly StepBack[] = [];

/** Two states as one key: a room has far fewer than 2^26 of them. */
const pair = (from: StateId, to: StateId) => from * 2 ** 26 + to;

function judge(view: TraceView): VerdictRecord {
  if (!view.hasHistory) {
    return plainVerdict(name, "unknown", "A summary has only the last of each server's states.");
  }
  const resets = new Findings();
  const untold = new Findings();
  const { seen, steps } = forEachWayBack(view, {
    wayBack: (way) => report(view, way, way.back.cause === "none" ? resets : untold),
    untold: ({ state, server }) =>
      untold.add(() => `the trace does not hold state ${state}`, { servers: [server] }),
  });
  if (resets.count > 0) return resets.verdict(name, "broken");
  if (untold.count > 0) return untold.verdict(name, "unknown");
  if (seen === 0) return plainVerdict(name, "unknown", "The trace holds no current states.");
  return plainVerdict(name, "held", `${count(steps, "step")} of current states went no way back.`);
}

/** A slot of a server's current state that went back, and the current states before and after. */
export interface WayBack {
  readonly room: RoomTrace;
  readonly back: StepBack;
  readonly before: CurrentRecord;
  readonly current: CurrentRecord;
}

/** The first way back without a cause, the one that the verdict names first. */
export function firstReset(view: TraceView): WayBack | undefined {
  let first: WayBack | undefined;
  const wayBack = (way: WayBack) => void (first ??= way.back.cause === "none" ? way : undefined);
  forEachWayBack(view, { wayBack, untold: () => undefined });
  return first;
}

/** Shows every way back without an allowed cause; answers how many states and steps there were. */
function forEachWayBack(
  view: TraceView,
  show: { wayBack: (way: WayBack) => void; untold: (current: CurrentRecord) => void },
): { seen: number; steps: number } {
  let [seen, steps] = [0, 0];
  for (const room of view.judged) {
    // Servers take the same steps, so each is judged once for all that read alike.
    const judgeOf = room.readings.each(({ graph }) => stepJudge(room, graph));
    const residents = room.residents();
    for (const server of room.servers) {
      const judgeStep = judgeOf(server);
      let last: StateId = -1;
      const states = room.currentStates(server);
      seen += states.length;
      for (let n = 0; n < states.length; n++) {
        const state = room.state(states[n]);
        const from = last;
        last = state;
        if (from < 0 || from === state) continue;
        const currents = room.currents[server] as CurrentRecord[];
        if (view.fallbacks.has(currents[n])) continue;
        steps++;
        if (state < 0) {
          show.untold(currents[n]);
          continue;
        }
        const found = judgeStep(from, state);
        // Who comes from outside takes over what those inside hold, whatever was there before.
        if (found.length === 0 || !residents.moveTo(from).has(server)) continue;
        const inside = residents.moveTo(state).has(server);
        const isPartial = [n - 1, n].some((at) => view.partialCurrents.has(currents[at]));
        for (const back of found) {
          // Who has left the room sees it no more: what the rest of it looks like then is no reset.
          // But the going itself has to be somebody's will.
          if (!inside && residents.serverOf(back.slot) !== server) continue;
          if (isPartial && isForeignMember(room, residents.serverOf(back.slot), { back, server })) {
            continue;
          }
          show.wayBack({ room, back, before: currents[n - 1], current: currents[n] });
        }
      }
    }
  }
  return { seen, steps };
}

/** True for the membership of a user of another server, also of one that the trace does not follow. */
function isForeignMember(
  { graph }: RoomTrace,
  memberOf: number,
  { back, server }: { back: StepBack; server: number },
): boolean {
  if (memberOf >= 0) return memberOf !== server;
  return graph.slotNames(back.slot).type === "m.room.member";
}

function report(view: TraceView, { room, back, current }: WayBack, findings: Findings): void {
  const { slot, from, to, cause } = back;
  const text = () => {
    const where = `at ${view.serverNames[current.server]}${inRoom(view, room)}`;
    const what = `${nameSlot(room, slot)} went back ${where}`;
    const steps = `from ${nameEvent(room, from)} to ${nameEvent(room, to)}`;
    const why =
      cause === "none"
        ? "which no event that it did not build on refuses"
        : "and the trace lacks an event that may be the cause";
    return `At ${current.atMs} ms ${what} ${steps}, ${why}`;
  };
  const events = [from, to].map((event) => (event < 0 ? -1 : room.traceIndex(event)));
  findings.add(text, { events, servers: [current.server] });
}

type JudgeStep = (from: StateId, to: StateId) => readonly StepBack[];

function stepJudge(room: RoomTrace, graph: RoomGraph): JudgeStep {
  const judged = new Map<number, readonly StepBack[]>();
  return (from, to) => {
    const key = pair(from, to);
    let found = judged.get(key);
    if (found === undefined) {
      found = stepsBack(room, graph, { from, to });
      judged.set(key, found);
    }
    return found;
  };
}

function stepsBack(
  room: RoomTrace,
  graph: RoomGraph,
  { from, to }: { from: StateId; to: StateId },
): readonly StepBack[] {
  let found: StepBack[] | undefined;
  graph.states.forEachChange(from, to, (slot, before, after) => {
    if (before < 0 || !wentBack(room, before, after)) return;
    const cause = causeOf(room, graph, { old: before, to });
    if (cause !== "allowed") (found ??= []).push({ slot, from: before, to: after, cause });
  });
  return found ?? noStepsBack;
}

/** True if the slot was emptied, or if the new event came before the old one. */
function wentBack(room: RoomTrace, before: EventIndex, after: EventIndex): boolean {
  if (after < 0) return true;
  if (!room.graph.has(before) || !room.graph.has(after)) return false;
  // The rank alone settles most steps: who stands higher cannot be in the past of the other.
  const { rank } = room.causality;
  return rank[after] < rank[before] && room.causality.precedes(after, before);
}

/**
 * Looks for what undid an event. The event is judged in the new state, but whatever there was
 * built on the event itself does not count (a setter who leaves later undoes nothing): in its place
 * stands what the event cites. Where even so nothing refuses the event, an event that is no longer
 * in the state may have: one that lost its slot by now to one that knew both.
 * @param graph the room as the server reads it
 */
function causeOf(
  room: RoomTrace,
  graph: RoomGraph,
  { old, to }: { old: EventIndex; to: StateId },
): StepBack["cause"] | "allowed" {
  const { causality } = room;
  if (!graph.has(old)) return "untold";
  const base = new Map<number, EventIndex>();
  const replaced = new Map<number, EventIndex>();
  for (const slot of [graph.createSlot, ...authSlots(graph, graph.pdu(old))]) {
    const now = graph.states.get(to, slot);
    if (now >= 0 && !graph.has(now)) return "untold";
    const builtOnOld = now >= 0 && causality.precedes(old, now);
    if (builtOnOld) replaced.set(slot, now);
    base.set(slot, builtOnOld ? citedAt(graph, old, slot) : now);
  }
  if (refused(graph, old, base)) return "allowed";
  for (const [slot, now] of replaced) {
    for (let event = 0; event < graph.count; event++) {
      if (graph.slot(event) !== slot || event === old) continue;
      if (!causality.precedes(event, now) || !causality.concurrent(event, old)) continue;
      if (!acceptedSomewhere(room, event)) continue;
      if (refused(graph, old, new Map(base).set(slot, event))) return "allowed";
    }
  }
  return "none";
}

function refused(
  graph: RoomGraph,
  event: EventIndex,
  slots: ReadonlyMap<number, EventIndex>,
): boolean {
  const view: StateView = { event: (slot) => slots.get(slot) ?? -1 };
  return !authoriseIn(graph, event, view).ok;
}

/** The auth event of an event at a slot, -1 if it cites none. */
function citedAt(graph: RoomGraph, event: EventIndex, slot: number): EventIndex {
  for (let n = 0; n < graph.authCount(event); n++) {
    const auth = graph.auth(event, n);
    if (graph.has(auth) && graph.slot(auth) === slot) return auth;
  }
  return -1;
}

function acceptedSomewhere(room: RoomTrace, event: EventIndex): boolean {
  return room.grasps.some((grasps) => {
    const value = grasps?.[event];
    return value === grasp.accepted || value === grasp.softFailed;
  });
}
