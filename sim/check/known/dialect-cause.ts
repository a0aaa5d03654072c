// Whether servers parted because they follow different dialects: one of them resolved states that come out
// otherwise by another's. Part of weaknesses.ts; `rashomon mixed` counts how often that happens.
import { dialectKnows, dialects, resolve } from "../../protocol/state-res/index.ts";
import type { ResolveRecord, VerdictRecord } from "../../trace/records.ts";
import type { TraceView } from "../trace-view.ts";

/** True if a resolution of one of the servers comes out otherwise by a dialect that another one followed. */
export function partedByDialects(view: TraceView, { servers }: VerdictRecord): boolean {
  const followed = new Set(servers.flatMap((server) => view.dialects.allOf(server)));
  if (followed.size < 2) return false;
  const done = new Set<string>();
  return view.resolutions.some((record) => {
    if (!servers.includes(record.server)) return false;
    return [...followed].some((dialect) => {
      const question = `${record.room} ${record.inputs.join()} ${record.dialect} ${dialect}`;
      if (dialect === record.dialect || done.has(question)) return false;
      done.add(question);
      return comesOutOtherwise(view, record, dialect);
    });
  });
}

function comesOutOtherwise(view: TraceView, record: ResolveRecord, dialect: string): boolean {
  const room = view.rooms[record.room];
  if (room === undefined || !dialects.has(dialect)) return false;
  if (!dialectKnows(dialect, room.graph.version)) return false;
  const states = record.inputs.map((input) => room.state(input));
  const output = room.state(record.output);
  if (output < 0 || states.some((state) => state < 0 || !room.isWhole(state))) return false;
  const { graph } = room.readings.of(record.server);
  const isRejected = view.rejectedAt(record);
  const rejected = (event: number) => isRejected(graph.id(event));
  return resolve(graph, states, { dialect, rejected }) !== output;
}
