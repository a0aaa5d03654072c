// An event as the viewer shows it: a light view of its columns. What lies in its PDU is parsed only
// when somebody looks at it.
import { Bodies } from "./bodies.ts";
import { isObject } from "./is-object.ts";
import { schemas, type ModelData } from "./model-data.ts";
import { rowCount } from "./table.ts";

/** An event of the run. `index` is its place in `Model.events`, which is its trace index too
 * wherever the trace numbers its events densely, as runs do. */
export interface EventNode {
  readonly index: number;
  readonly id: string;
  readonly room: number;
  /** Index of the server that made it. */
  readonly server: number;
  readonly atMs: number;
  /** Number of its record in the trace, for ties in time. */
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

/** All events of a model. */
export function openEvents(data: ModelData): EventNode[] {
  const bodies = new Bodies(data.columns);
  const { columns, texts } = data;
  const column = (name: string) => columns[`events.${name}`];
  const [room, server, atMs, seq] = [
    column("room"),
    column("server"),
    column("atMs"),
    column("seq"),
  ];
  const [type, stateKey, sender] = [column("type"), column("stateKey"), column("sender")];
  const missing = column("missingPrev");
  const listOf = (name: string) => {
    const [values, starts] = [columns[`events.${name}`], columns[`events.${name}.at`]];
    return (at: number) => Array.from(values.subarray(starts[at], starts[at + 1]));
  };
  const [prev, auth] = [listOf("prev"), listOf("auth")];
  class View implements EventNode {
    readonly index: number;
    constructor(index: number) {
      this.index = index;
    }
    get id() {
      return bodies.id(this.index);
    }
    get room() {
      return room[this.index];
    }
    get server() {
      return server[this.index];
    }
    get atMs() {
      return atMs[this.index];
    }
    get seq() {
      return seq[this.index];
    }
    get pdu() {
      const body = bodies.body(this.index);
      if (!isObject(body) || data.head.leftOut === "") return body;
      // Slim bodies leave out the lists that the columns tell.
      const prevIds = body["prev_events"] ?? this.prev.map((at) => bodies.id(at));
      const authIds = body["auth_events"] ?? this.auth.map((at) => bodies.id(at));
      return { ...body, prev_events: prevIds, auth_events: authIds };
    }
    get type() {
      return texts[type[this.index]];
    }
    get stateKey() {
      return texts[stateKey[this.index]] as string | undefined;
    }
    get sender() {
      return texts[sender[this.index]];
    }
    get content() {
      const body = bodies.body(this.index);
      const content = isObject(body) ? body["content"] : undefined;
      return isObject(content) ? content : {};
    }
    get prev() {
      return prev(this.index);
    }
    get missingPrev() {
      return missing[this.index];
    }
    get auth() {
      return auth(this.index);
    }
  }
  const length = rowCount(schemas.events, "events", columns);
  return Array.from({ length }, (_, index) => new View(index));
}
