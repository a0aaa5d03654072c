// What two servers make of one room at an instant: events that one of them lacks, and those on which
// they judge differently. How their states differ is model/queries.ts.
import type { EventVerdict } from "../../sim/trace/records.ts";
import type { Model } from "../model/index.ts";

export interface ServerComparison {
  readonly onlyA: readonly number[];
  readonly onlyB: readonly number[];
  readonly judged: readonly { event: number; a: EventVerdict; b: EventVerdict }[];
  /** Events on which they agree. */
  readonly same: number;
}

export function compareServers(
  model: Model,
  { a, b, atMs, room }: { a: number; b: number; atMs: number; room: number },
): ServerComparison {
  const onlyA: number[] = [];
  const onlyB: number[] = [];
  const judged: { event: number; a: EventVerdict; b: EventVerdict }[] = [];
  let same = 0;
  for (let event = 0; event < model.events.length; event++) {
    if (model.data.columns["events.room"][event] !== room) continue;
    const [atA, atB] = [a, b].map((server) => model.arrivals.verdictAt(server, event, atMs));
    if (atA === atB) same += atA === undefined ? 0 : 1;
    else if (atB === undefined) onlyA.push(event);
    else if (atA === undefined) onlyB.push(event);
    else judged.push({ event, a: atA, b: atB });
  }
  return { onlyA, onlyB, judged, same };
}
