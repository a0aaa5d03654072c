// Judges whether servers end up with the same room. Two questions: do servers that know the same
// events hold the same state, faults or not; and once every fault is over, do all servers that
// are in the room hold the same state? A summary trace has only final states: then only the second.
// Servers that have left, by their own last state, are not asked: nobody tells them any more, and
// what they hear all the same they may refuse. Nor does anybody agree across a closed door: whom another server has
// the room shut out by an ACL in the end is only compared with its equals in knowledge.
import type { StateId } from "../../protocol/state.ts";
import type { VerdictRecord } from "../../trace/records.ts";
import type { Check } from "../check.ts";
import { Findings, plainVerdict } from "../findings.ts";
import { isPlaced } from "../view/grasp.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import { ShutOut } from "../view/shut-out.ts";
import type { TraceView } from "../view/trace-view.ts";
import {
  count,
  describeDifference,
  inRoom,
  nameEvent,
  nameServers,
  type Holding,
} from "../wording.ts";

const name = "converges";

/** How many different states are laid side by side in words. */
const describedMax = 4;

/** Same knowledge, same state; and after all faults, one state for everybody in the room. */
export const converges: Check = {
  name,
  summary: "Servers with equal knowledge, and after all faults all servers, hold the same state.",
  judge,
};

interface Tally {
  readonly broken: Findings;
  /** Servers that were compared with another for their equal knowledge. */
  twins: number;
  /** Servers that were compared after all faults were over. */
  members: number;
  /** Servers in a room that are shut out of it. */
  shutOut: number;
  /** Servers of which the trace does not tell the final state or whether they are in. */
  untold: number;
}

function judge(view: TraceView): VerdictRecord {
  const tally: Tally = { broken: new Findings(), twins: 0, members: 0, shutOut: 0, untold: 0 };
  const healed = view.openFaults.length === 0;
  for (const room of view.judged) {
    const members = membersOf(room);
    if (view.hasHistory) compareTwins(view, room, members, tally);
    if (healed) compareMembers(view, room, withoutShutOut(view, room, members, tally), tally);
  }
  if (tally.broken.count > 0) return tally.broken.verdict(name, "broken");
  const { twins, members, shutOut, untold } = tally;
  const open = `${count(view.openFaults.length, "fault")} never ended`;
  if (untold > 0) {
    const detail = `The trace does not tell where ${count(untold, "server")} ended up.`;
    return plainVerdict(name, "unknown", detail);
  }
  if (twins === 0 && members === 0) {
    const why = healed
      ? "No server is in a room at the end"
      : `${open}, no two servers know the same`;
    return plainVerdict(name, "unknown", `${why}: there is nothing to compare.`);
  }
  const equals = `${count(twins, "server")} with equal knowledge hold equal states`;
  if (!healed) return plainVerdict(name, "held", `${equals}; more is not asked, as ${open}.`);
  const all = `All ${count(members, "server")} in the room agree after the last fault`;
  const but = shutOut === 0 ? "" : ` (${count(shutOut, "server")} that it shuts out aside)`;
  return plainVerdict(name, "held", twins === 0 ? `${all}${but}.` : `${all}${but}; ${equals}.`);
}

/** Servers that are in the room and know the same events must hold the same state. */
function compareTwins(view: TraceView, room: RoomTrace, { inside }: Members, tally: Tally): void {
  for (const servers of groupsOfEqualKnowledge(room, inside)) {
    if (servers.length < 2) continue;
    const holdings = holdingsOf(room, servers);
    tally.twins += servers.length;
    if (holdings.length < 2) continue;
    report(view, room, holdings, tally, () => {
      const known = room.graspsOf(servers[0]).filter(isPlaced).length;
      const what = `${count(known, "event")}${inRoom(view, room)}`;
      return `${nameServers(view, servers)} know the same ${what}`;
    });
  }
}

/** Servers by the set of events whose place they know; those that know none are left out. */
function groupsOfEqualKnowledge(room: RoomTrace, servers: readonly number[]): number[][] {
  const byHash = new Map<number, number[][]>();
  const groups: number[][] = [];
  for (const server of servers) {
    const grasps = room.graspsOf(server);
    if (!grasps.some(isPlaced)) continue;
    const hash = hashOf(grasps);
    const alike = byHash.get(hash) ?? [];
    const group = alike.find((other) => sameKnowledge(room.graspsOf(other[0]), grasps));
    if (group !== undefined) {
      group.push(server);
      continue;
    }
    const fresh = [server];
    byHash.set(hash, [...alike, fresh]);
    groups.push(fresh);
  }
  return groups;
}

/** A number for a set of known events; different sets may share it. */
function hashOf(grasps: Uint8Array): number {
  let hash = 0;
  for (let event = 0; event < grasps.length; event++) {
    if (isPlaced(grasps[event])) hash = (Math.imul(hash, 31) + event + 1) | 0;
  }
  return hash;
}

function sameKnowledge(left: Uint8Array, right: Uint8Array): boolean {
  for (let event = 0; event < left.length; event++) {
    if (isPlaced(left[event]) !== isPlaced(right[event])) return false;
  }
  return true;
}

/** Servers by what their own last state says of them. */
interface Members {
  readonly inside: number[];
  /** The trace does not hold enough of that state to tell. */
  readonly untold: number[];
  /** The trace does not hold that state. */
  stateless: number;
}

function membersOf(room: RoomTrace): Members {
  const residents = room.residents();
  const members: Members = { inside: [], untold: [], stateless: 0 };
  for (const server of room.servers) {
    const state = room.finalState(server);
    if (state < 0) {
      members.stateless++;
      continue;
    }
    residents.moveTo(state);
    if (residents.has(server)) members.inside.push(server);
    else if (residents.uncertain(server)) members.untold.push(server);
  }
  return members;
}

/** The members but for those whom another one has the room shut out. */
function withoutShutOut(view: TraceView, room: RoomTrace, members: Members, tally: Tally): Members {
  const doors = new ShutOut(room, view.serverNames);
  if (!doors.exist) return members;
  // Servers that hold the same shut out the same, so one of each is asked, and none about itself alone.
  const holdings = holdingsOf(room, members.inside);
  const inside = members.inside.filter((server) => {
    return !holdings.some(({ servers }) => {
      const by = servers.find((other) => other !== server);
      return by !== undefined && doors.inTheEnd(by, server);
    });
  });
  tally.shutOut += members.inside.length - inside.length;
  return { ...members, inside };
}

/** All servers that are in the room by their own final state must hold the same one. */
function compareMembers(
  view: TraceView,
  room: RoomTrace,
  { inside, untold, stateless }: Members,
  tally: Tally,
): void {
  tally.untold += stateless;
  // Who may be in or not does no harm as long as everybody holds the same state anyway.
  const everybody = holdingsOf(room, [...inside, ...untold]);
  const holdings = untold.length === 0 ? everybody : holdingsOf(room, inside);
  tally.members += inside.length;
  if (everybody.length < 2) tally.members += untold.length;
  else tally.untold += untold.length;
  if (holdings.length < 2) return;
  report(view, room, holdings, tally, () => {
    const what = `${holdings.length} different states${inRoom(view, room)}`;
    return `${whenOf(view)}, ${count(inside.length, "server")} hold ${what}`;
  });
}

/** After what the servers should agree: lies and wrong clocks keep nobody from hearing, but they are faults. */
function whenOf({ faults, allFaults, marks }: TraceView): string {
  if (faults.length > 0) return "With all faults over";
  // A server that answers with old state is marked as a rule: it never ceases to.
  const isWrong = allFaults.length > 0 || marks.some(({ mark }) => mark === "rule");
  return isWrong ? "Though no fault kept them apart" : "Without any fault";
}

/** The different states of some servers, the most common first. */
function holdingsOf(room: RoomTrace, servers: readonly number[]): Holding[] {
  const holders = new Map<StateId, number[]>();
  for (const server of servers) {
    const state = room.finalState(server);
    if (state < 0) continue;
    if (holders.has(state)) holders.get(state)?.push(server);
    else holders.set(state, [server]);
  }
  const holdings = [...holders].map(([state, who]) => ({ state, servers: who }));
  return holdings.sort((a, b) => b.servers.length - a.servers.length);
}

function report(
  view: TraceView,
  room: RoomTrace,
  holdings: readonly Holding[],
  tally: Tally,
  who: () => string,
): void {
  const difference = describeDifference(view, room, holdings.slice(0, describedMax));
  const servers = holdings.flatMap((holding) => [holding.servers[0]]);
  const dialects = new Set(servers.map((server) => view.dialects.at(server)));
  const parted = dialects.size < 2 ? "" : ` (they follow the dialects ${[...dialects].join(", ")})`;
  const redacted = () => nameRedacted(view, room, servers);
  tally.broken.add(() => `${who()}${parted}${redacted()}, but ${difference.text}`, {
    events: difference.events,
    servers: [...servers, ...holdings.flatMap((holding) => holding.servers)],
  });
}

/** ` (c.test has event 8 (m.room.power_levels by @ada:a.test) in redacted form only)`. */
function nameRedacted(view: TraceView, room: RoomTrace, servers: readonly number[]): string {
  for (const server of servers) {
    const [event] = room.readings.of(server).redacted;
    if (event === undefined) continue;
    const what = nameEvent(room, event);
    return ` (${nameServers(view, [server])} has ${what} in redacted form only)`;
  }
  return "";
}
