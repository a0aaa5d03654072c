// A room as a scenario file that TARDIS opens, and this page too: events with their IDs, the state
// after each, and in words what servers made of it.
import { eventText, slotsOf, type Model } from "../model/index.ts";

/** With more events than this the states are left out: each would name all of its events. */
const statesMax = 2_000;

/** The scenario as JSON text; ends with a line break. */
export function tardisOf(model: Model, room = 0): string {
  const events = model.events.filter((event) => event.room === room);
  const { id, version } = model.meta.rooms[room] ?? { id: "", version: "" };
  const titles: Record<string, string> = {};
  const labels: Record<string, string> = {};
  const statesAfter: Record<string, string[]> = {};
  for (const event of events) {
    labels[event.id] = eventText(model, event);
    const refused = model.arrivals.refusalsOf(event.index).map((entry) => {
      const { server, verdict, why } = model.arrivals.get(entry);
      const reason = why === undefined ? "" : `: ${why.detail}`;
      return `${model.serverNames[server]}: ${verdict}${reason}`;
    });
    if (refused.length > 0) titles[event.id] = refused.join("\n");
    // The same at every server that accepted it, for it follows from the event's own past.
    const told = model.arrivals.ofEvent(event.index).find(({ after }) => after !== undefined);
    if (told?.after === undefined || events.length > statesMax) continue;
    const slots = slotsOf(model, told.after).filter((slot) => slot.event >= 0);
    statesAfter[event.id] = slots.map((slot) => model.events[slot.event].id);
  }
  const title = `${model.meta.scenario}, seed ${model.meta.seed}`;
  const file = {
    tardis_version: 1,
    ...{ room_version: version, room_id: id, calculate_event_ids: false },
    annotations: { title, titles, events: labels },
    precalculated_state_after: statesAfter,
    events: events.map((event) => ({ ...(event.pdu as object), event_id: event.id })),
  };
  return `${JSON.stringify(file, plainNumber, 2)}\n`;
}

/** Numbers that JavaScript cannot hold go out as near as it can. */
function plainNumber(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
