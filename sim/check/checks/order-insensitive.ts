// Judges whether the order in which events come decides anything that it must not: all of a room's
// events are handed to a fresh server in several other orders, each after what it stands on, and
// the state in the end must be the same. Soft failure does depend on the order and is left out.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { VerdictRecord } from "../../trace/records.ts";
import type { Check, CheckOptions, Redeliver } from "../check.ts";
import { Findings, plainVerdict } from "../findings.ts";
import type { PlainState } from "../referee.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { count, inRoom, nameEvent } from "../wording.ts";

const name = "order-insensitive";

/** Orders that are tried; the first is the trace's own. */
const orders = 4;

/** Another order of delivery, the same state. */
export const orderInsensitive: Check = {
  name,
  summary: "A server that gets the room's events in another order ends with the same state.",
  onRequest: true,
  judge,
};

function judge(view: TraceView, { redeliver }: CheckOptions): VerdictRecord {
  if (!view.hasHistory) return plainVerdict(name, "unknown", "A summary has not all events.");
  if (redeliver === undefined) {
    return plainVerdict(name, "unknown", "There is no server here to deliver the events to.");
  }
  const broken = new Findings();
  let events = 0;
  for (const room of view.judged) {
    for (const dialect of new Set(view.meta.servers.map((server) => server.dialect))) {
      events += compareOrders(view, room, { dialect, redeliver }, broken);
    }
  }
  if (broken.count > 0) return broken.verdict(name, "broken");
  const detail = `${count(events, "event")} in ${orders} orders came to the same states.`;
  return plainVerdict(name, "held", detail);
}

/** Answers how many events were delivered each time. */
function compareOrders(
  view: TraceView,
  room: RoomTrace,
  { dialect, redeliver }: { dialect: string; redeliver: Redeliver },
  broken: Findings,
): number {
  const { graph } = room;
  let first: PlainState | undefined;
  let events = 0;
  for (let n = 0; n < orders; n++) {
    const order = orderOf(room, n);
    events = order.length;
    const list = order.map((event) => ({ id: graph.id(event), pdu: graph.pdu(event) }));
    const state = redeliver({ version: graph.version.id, dialect, events: list });
    first ??= state;
    const slot = differingSlot(first, state);
    if (slot === undefined) continue;
    const [one, other] = [first.get(slot), state.get(slot)].map((id) =>
      id === undefined ? -1 : graph.indexOf(id),
    );
    const text = () => {
      const where = `${slot.replace("\u0000", " ").trim()}${inRoom(view, room)}`;
      const names = `${nameEvent(room, one)} or ${nameEvent(room, other)}`;
      return `By the order of delivery ${where} is ${names} (dialect ${dialect})`;
    };
    broken.add(text, {
      events: [one, other].map((event) => (event < 0 ? -1 : room.traceIndex(event))),
    });
    break;
  }
  return events;
}

/** The n-th order of all events whose past is there: each comes after what it stands on and cites. */
function orderOf({ graph, causality }: RoomTrace, n: number): EventIndex[] {
  const ready: EventIndex[] = [];
  const waitingFor = new Int32Array(graph.count);
  const followers: EventIndex[][] = Array.from({ length: graph.count }, () => []);
  for (let event = 0; event < graph.count; event++) {
    if (!graph.has(event) || causality.rank[event] < 0) continue;
    const before = new Set([...graph.prevs(event), ...graph.auths(event)]);
    waitingFor[event] = before.size;
    for (const one of before) followers[one].push(event);
    if (before.size === 0) ready.push(event);
  }
  const order: EventIndex[] = [];
  while (ready.length > 0) {
    const [event] = ready.splice(placeOf(n, order.length, ready.length), 1);
    order.push(event);
    for (const follower of followers[event]) {
      if (--waitingFor[follower] === 0) ready.push(follower);
    }
  }
  return order;
}

/** Order 0 takes the oldest of those that are ready, order 1 the newest, the others some. */
function placeOf(n: number, step: number, count: number): number {
  if (n < 2) return n === 0 ? 0 : count - 1;
  const mixed = Math.imul(step + 1, 0x9e3779b1) ^ Math.imul(n, 0x85ebca6b);
  return (Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 8) % count;
}

function differingSlot(one: PlainState, other: PlainState): string | undefined {
  for (const [slot, id] of one) if (other.get(slot) !== id) return slot;
  for (const slot of other.keys()) if (!one.has(slot)) return slot;
  return undefined;
}
