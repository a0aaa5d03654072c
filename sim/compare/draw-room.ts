// A room as text: a line an event, oldest first, with lanes on the left for the sides of its history.
// Events are called by letters here, because their IDs say nothing to people.
import { compareCodePoints } from "../protocol/code-points.ts";
import { authIds, prevIds, type EventId, type IdentifiedPdu, type Pdu } from "../protocol/event.ts";
import { printable } from "../protocol/printable.ts";
import type { BuiltRoom } from "./build-room.ts";

/** The room's events as lines, and below them the states that are resolved. */
export function drawRoom(room: Pick<BuiltRoom, "events" | "graph" | "states">): string {
  const names = nameEvents(room.events);
  const lanes: (EventId | undefined)[] = [];
  const lines = room.events.map(({ id, pdu }) => {
    const lane = takeLane(lanes, id, pdu);
    const cells = lanes.map((tip, n) => (n === lane ? "●" : tip === undefined ? " " : "│"));
    return { cells: cells.join(" "), text: describe(names, id, pdu) };
  });
  const width = lanes.length * 2;
  const drawn = lines.map(({ cells, text }) => `${cells.padEnd(width)} ${text}`);
  const states = room.states.map((state, n) => {
    const held = room.graph.stateIds(state).map((id) => names.get(id) ?? id);
    return `state ${n + 1}: ${held.sort(byName).join(" ")}`;
  });
  return [...drawn, "", ...states, ""].join("\n");
}

/** `A` to `Z`, then `A1` and so on, in the order of the list. */
export function nameEvents(events: readonly IdentifiedPdu[]): Map<EventId, string> {
  const name = (n: number): string =>
    String.fromCharCode(65 + (n % 26)) + (n < 26 ? "" : String(Math.floor(n / 26)));
  return new Map(events.map(({ id }, n) => [id, name(n)]));
}

function byName(a: string, b: string): number {
  return a.length - b.length || compareCodePoints(a, b);
}

/** The lane on which an event goes on; a new one where it forks. */
function takeLane(lanes: (EventId | undefined)[], id: EventId, pdu: Pdu): number {
  const prev = prevIds(pdu);
  const continued = lanes.findIndex((tip) => tip !== undefined && prev.includes(tip));
  for (let n = 0; n < lanes.length; n++) {
    const tip = lanes[n];
    if (n !== continued && tip !== undefined && prev.includes(tip)) lanes[n] = undefined;
  }
  const free = lanes.indexOf(undefined);
  const lane = continued >= 0 ? continued : free >= 0 ? free : lanes.length;
  lanes[lane] = id;
  return lane;
}

function describe(names: ReadonlyMap<EventId, string>, id: EventId, pdu: Pdu): string {
  const { type, state_key: key, sender, content } = pdu;
  const named = (ids: readonly EventId[]): string => {
    return ids.map((other) => names.get(other) ?? other).join(",") || "nothing";
  };
  const what = key === undefined || key === "" ? type : `${type} ${key}`;
  const after = `after ${named(prevIds(pdu))}, cites ${named(authIds(pdu))}`;
  const time = `${pdu.origin_server_ts} ms`;
  return printable(
    `${names.get(id)}  ${what} ${JSON.stringify(content)} by ${sender}, ${after}, ${time} ${id.slice(0, 8)}`,
  );
}
