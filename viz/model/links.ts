// What leads to an event: its children, the requests that carried it, the operation that made it.
// The records say it the other way round; each index is turned once, when it is first asked for.
import type { Model } from "./model.ts";
import { rowCount, type Numbers } from "./table.ts";
import { schemas } from "./model-data.ts";

/** Lists by event: `values` from `starts[event]` to `starts[event + 1]`. */
interface Turned {
  readonly starts: Int32Array;
  readonly values: Int32Array;
}

const turned = new WeakMap<Model, Map<string, Turned>>();

/** Events that name an event in their `prev_events`. */
export function childrenOf(model: Model, event: number): readonly number[] {
  return listOf(model, "events.prev", event);
}

/** Places in `model.net` of the requests that carried an event. */
export function requestsWith(model: Model, event: number): readonly number[] {
  return listOf(model, "net.events", event);
}

/** Place in `model.ops` of the operation that made an event, -1 where there is none. */
export function operationOf(model: Model, event: number): number {
  return listOf(model, "ops.event", event)[0] ?? -1;
}

function listOf(model: Model, name: string, event: number): readonly number[] {
  const lists = turned.get(model) ?? new Map<string, Turned>();
  turned.set(model, lists);
  let list = lists.get(name);
  if (list === undefined) {
    list = turn(model, name);
    lists.set(name, list);
  }
  return Array.from(list.values.subarray(list.starts[event], list.starts[event + 1]));
}

function turn(model: Model, name: string): Turned {
  const { columns } = model.data;
  const values = columns[name];
  const count = model.events.length;
  const starts = new Int32Array(count + 1);
  for (const event of values) if (event >= 0) starts[event + 1] += 1;
  for (let event = 0; event < count; event++) starts[event + 1] += starts[event];
  const free = starts.slice();
  const turnedValues = new Int32Array(starts[count]);
  const put = (row: number, event: number) => {
    if (event >= 0) turnedValues[free[event]++] = row;
  };
  const ends: Numbers | undefined = columns[`${name}.at`];
  const [table] = name.split(".") as [keyof typeof schemas];
  const rows = rowCount(schemas[table], table, columns);
  for (let row = 0; row < rows; row++) {
    if (ends === undefined) put(row, values[row]);
    else for (let at = ends[row]; at < ends[row + 1]; at++) put(row, values[at]);
  }
  return { starts, values: turnedValues };
}
