// A trace told in words: what users did, what broke, which events servers refused or failed, and
// what resolutions changed. A pure function of the records; the terminal prints it.
import type { EventRecord, MetaRecord, StateRecord, TraceRecord } from "./records.ts";

/** One line of the story. */
export interface StoryLine {
  readonly atMs: number;
  readonly kind: "op" | "fault" | "failed" | "resolved" | "mark";
  readonly text: string;
}

/** The story of a trace, in the order of the records. */
export function story(records: readonly TraceRecord[]): StoryLine[] {
  const teller = new Teller();
  for (const record of records) teller.take(record);
  return teller.lines;
}

const partialWords = {
  begin: "is in the room without its members, and fetches the rest of the state",
  stuck: "has asked all servers in vain for the rest of the state",
  end: "has the whole state of the room now",
} as const;

type Slots = ReadonlyMap<string, number>;

class Teller {
  readonly lines: StoryLine[] = [];
  #meta: MetaRecord | undefined;
  readonly #events: EventRecord[] = [];
  readonly #states: StateRecord[] = [];
  readonly #slots = new Map<number, Slots>();
  /** Current state by server and room, and the last event that arrived. */
  readonly #current = new Map<string, number>();
  readonly #arrived = new Map<number, number>();
  /** When named faults began, by number. */
  readonly #begun = new Map<number, number>();

  take(record: TraceRecord): void {
    switch (record.kind) {
      case "meta":
        this.#meta = record;
        return;
      case "event":
        this.#events[record.index] = record;
        return;
      case "state":
        this.#states[record.id] = record;
        return;
      case "op": {
        const what = `${record.user} ${record.action}`;
        const failed = record.result === "ok" ? "" : ` — ${record.result}: ${record.why ?? ""}`;
        return this.#say(record.atMs, "op", what + failed);
      }
      case "fault":
        if (this.#isOverAtOnce(record)) return;
        return this.#say(record.atMs, "fault", this.#fault(record));
      case "forget": {
        const gone = `has lost ${record.events.length} events`;
        return this.#say(record.atMs, "fault", `${this.#server(record.server)} ${gone}`);
      }
      case "partial": {
        const words = partialWords[record.step];
        return this.#say(record.atMs, "mark", `${this.#server(record.server)} ${words}`);
      }
      case "mark":
        return this.#say(record.atMs, "mark", `${record.mark}: ${record.what}`);
      case "arrive": {
        this.#arrived.set(record.server, record.event);
        if (record.redacted === true) {
          const what = `gets ${this.#name(record.event)} redacted`;
          this.#say(record.atMs, "mark", `${this.#server(record.server)} ${what}`);
        }
        if (record.verdict !== "soft-failed" && record.verdict !== "rejected") return;
        const why =
          record.why === undefined ? "" : `: rule ${record.why.rule}, ${record.why.detail}`;
        const verb = record.verdict === "rejected" ? "rejects" : "soft-fails";
        const event = this.#name(record.event);
        return this.#say(
          record.atMs,
          "failed",
          `${this.#server(record.server)} ${verb} ${event}${why}`,
        );
      }
      case "current":
        return this.#currentIs(record);
      default:
        return;
    }
  }

  /** The end of what took no time says nothing. */
  #isOverAtOnce({ verb, id, atMs }: TraceRecord & { kind: "fault" }): boolean {
    if (verb === "begin") this.#begun.set(id, atMs);
    return verb === "end" && this.#begun.get(id) === atMs;
  }

  #say(atMs: number, kind: StoryLine["kind"], text: string): void {
    this.lines.push({ atMs, kind, text });
  }

  #server(server: number): string {
    return this.#meta?.servers[server]?.name ?? `server ${server}`;
  }

  #fault(record: TraceRecord & { kind: "fault" }): string {
    const { verb, groups, links, server, oneWay } = record;
    const names = (list: readonly number[]) => list.map((n) => this.#server(n)).join(", ");
    const { rule, what } = record;
    // Of a split a rule says how it cuts; who is cut from whom is told as of any other.
    const split = rule !== undefined && what?.startsWith(`${rule}, `) === true && groups?.length;
    if (rule !== undefined && what !== undefined && !split) return `${rule}: ${what}`;
    if (rule !== undefined && what === undefined) return `${rule} ends (fault ${record.id})`;
    if (server !== undefined) return `${verb}: ${this.#server(server)}`;
    if (links !== undefined) {
      return `${verb}: ${links.map(([a, b]) => `${this.#server(a)} → ${this.#server(b)}`).join(", ")}`;
    }
    if (groups === undefined || groups.length === 0) return `${verb} ends fault ${record.id}`;
    const named = new Set(groups.flat());
    const rest = (this.#meta?.servers ?? []).map((_, n) => n).filter((n) => !named.has(n));
    const sides = [...groups, ...(rest.length > 0 ? [rest] : [])];
    const shown = sides.map((side) => (side.length > 8 ? `${side.length} servers` : names(side)));
    return `${split ? what : verb}: ${shown.join(oneWay ? " ⇥ " : " | ")}`;
  }

  /** Tells what changed beyond the slot of the event that had just arrived. */
  #currentIs(record: TraceRecord & { kind: "current" }): void {
    const key = `${record.server} ${record.room}`;
    const before = this.#current.get(key);
    this.#current.set(key, record.state);
    if (before === undefined || before === record.state) return;
    const was = this.#slotsOf(before);
    const is = this.#slotsOf(record.state);
    const own = this.#arrived.get(record.server) ?? -1;
    const changes: string[] = [];
    for (const slot of new Set([...was.keys(), ...is.keys()])) {
      const old = was.get(slot);
      const now = is.get(slot);
      if (old === now || now === own) continue;
      changes.push(
        `${slot.replace("\u0000", " ").trim()}: ${this.#value(old)} → ${this.#value(now)}`,
      );
    }
    if (changes.length === 0) return;
    const shown = changes.slice(0, 4).join("; ");
    const more = changes.length > 4 ? ` and ${changes.length - 4} more` : "";
    this.#say(record.atMs, "resolved", `${this.#server(record.server)} now has ${shown}${more}`);
  }

  #slotsOf(state: number): Slots {
    const known = this.#slots.get(state);
    if (known !== undefined) return known;
    const record = this.#states[state];
    const slots = new Map(record.parent === null ? [] : this.#slotsOf(record.parent));
    for (const [type, key, event] of record.changes) {
      if (event === null) slots.delete(`${type}\u0000${key}`);
      else slots.set(`${type}\u0000${key}`, event);
    }
    this.#slots.set(state, slots);
    return slots;
  }

  #name(event: number): string {
    const record = this.#events[event];
    if (record === undefined) return `event ${event}`;
    const pdu = record.pdu as { type?: unknown; sender?: unknown };
    return `${String(pdu.type)} of ${String(pdu.sender)}`;
  }

  /** The content of a state event in a word or two. */
  #value(event: number | undefined): string {
    if (event === undefined) return "nothing";
    const { content = {}, sender } = (this.#events[event]?.pdu ?? {}) as {
      content?: Record<string, unknown>;
      sender?: string;
    };
    const word = content.membership ?? content.join_rule ?? content.topic ?? content.name;
    return typeof word === "string" ? `"${word}"` : `set by ${sender ?? "?"}`;
  }
}
