// Judges whether servers that joined with part of a room's state have the rest in the end. It asks only
// servers that are in the room by their own last state, and nothing while a fault is on. Where the rest
// never comes the room is of no use to its users: https://github.com/element-hq/synapse/issues/19210.
import type { PartialRecord, VerdictRecord } from "../../trace/records.ts";
import type { Check } from "../check.ts";
import { Findings, plainVerdict } from "../findings.ts";
import type { TraceView } from "../view/trace-view.ts";
import { count, inRoom } from "../wording.ts";

const name = "whole-state";

/** Who joined with part of a state has the whole one in the end. */
export const wholeState: Check = {
  name,
  summary: "Every server that joined with part of a room's state has the whole state in the end.",
  judge,
};

function judge(view: TraceView): VerdictRecord {
  if (!view.hasHistory)
    return plainVerdict(name, "unknown", "A summary does not tell how servers join.");
  const last = new Map<string, PartialRecord>();
  for (const record of view.partials) last.set(`${record.server},${record.room}`, record);
  if (last.size === 0) return plainVerdict(name, "held", "Every join brought the whole state.");
  const broken = new Findings();
  for (const record of last.values()) if (record.step !== "end") report(view, record, broken);
  if (broken.count > 0 && view.openFaults.length > 0) {
    const open = `${count(view.openFaults.length, "fault")} never ended`;
    return broken.verdict(name, "unknown", `${open}, and ${broken.first}.`);
  }
  if (broken.count > 0) return broken.verdict(name, "broken");
  return plainVerdict(
    name,
    "held",
    `${count(last.size, "server")} joined with part of a state and got the rest.`,
  );
}

function report(
  view: TraceView,
  { server, room: number, event, step, atMs }: PartialRecord,
  broken: Findings,
): void {
  const room = view.rooms[number];
  const state = room?.finalState(server) ?? -1;
  if (room === undefined || state < 0 || !room.residents().moveTo(state).has(server)) return;
  const text = () => {
    const what = step === "stuck" ? `gave up at ${atMs} ms` : "still waits";
    return `${view.serverNames[server]} has only part of the state${inRoom(view, room)}, and ${what}`;
  };
  broken.add(text, { events: [event], servers: [server] });
}
