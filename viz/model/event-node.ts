// An event as the viewer shows it: a light view of its columns. What lies in its PDU is parsed only
// when somebody looks at it.
import { Bodies } from "./bodies.ts";
import { isObject } from "./is-object.ts";
import { schemas, type ModelData } from "./model-data.ts";
import { rowCount, viewOf } from "./table.ts";

/** An event of the run. `index` is its place in `Model.events`, which is its trace index too
 * wherever the trace numbers its events densely, as runs do. */
export interface EventNode {
  readonly index: number;
  readonly id: string;
  readonly room: number;
  /** Index of the server that made it. */
  readonly server: number;
  readonly atMs: number;
  /** Its place among the records that rows are made of, for ties in time. */
  readonly seq: number;
  readonly pdu: unknown;
  readonly type: string;
  readonly stateKey: string | undefined;
  readonly sender: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Indexes of its `prev_events` that the trace holds, and how many it does not hold. */
  readonly prev: readonly number[];
  readonly missingPrev: number;
  /** Indexes of its `auth_events` that the trace holds. */
  readonly auth: readonly number[];
}

type EventRow = Omit<EventNode, "index" | "id" | "pdu" | "content">;

/** All events of a model. */
export function openEvents(data: ModelData): EventNode[] {
  const bodies = new Bodies(data.columns);
  const isWhole = data.head.leftOut === "";
  class View extends viewOf<EventRow>(schemas.events, "events", data) implements EventNode {
    get index() {
      return this.at;
    }
    get id() {
      return bodies.id(this.at);
    }
    get pdu() {
      const body = bodies.body(this.at);
      if (!isObject(body) || isWhole) return body;
      // Slim bodies leave out the lists that the columns tell.
      const prevIds = body["prev_events"] ?? this.prev.map((at) => bodies.id(at));
      const authIds = body["auth_events"] ?? this.auth.map((at) => bodies.id(at));
      return { ...body, prev_events: prevIds, auth_events: authIds };
    }
    get content() {
      const body = bodies.body(this.at);
      const content = isObject(body) ? body["content"] : undefined;
      return isObject(content) ? content : {};
    }
  }
  const length = rowCount(schemas.events, "events", data.columns);
  return Array.from({ length }, (_, index) => new View(index));
}
