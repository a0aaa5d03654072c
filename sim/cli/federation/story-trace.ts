// The trace of a story that is told to a real homeserver: what its own servers did, as in any run, and
// of the real one what can be seen from outside: when a user there was shown an event, which ones it
// refused, and the state with which it ends. The viewer shows it as any other, live or later.
import type { Arrival, RecordedRoom, Recorder } from "../../server/index.ts";
import { TraceRecorder } from "../../run/world/trace-recorder.ts";
import { software } from "../../run/index.ts";
import type { StateId } from "../../protocol/state.ts";
import { roomVersions } from "../../protocol/room-version.ts";
import { traceFormat, writeRecord, type TraceRecord } from "../../trace/index.ts";
import type { SimulatedRoom } from "../../../loadtest/federation/index.ts";
import type { StoryWatch } from "../../../loadtest/federation/story-watch.ts";

export interface StoryAbout {
  readonly room: SimulatedRoom;
  /** The real server's name. */
  readonly target: string;
  /** What is told, for the reader. */
  readonly scenario: string;
}

interface OurState {
  readonly room: RecordedRoom;
  readonly state: StateId;
}

export class StoryTrace implements StoryWatch {
  readonly recorder: Recorder;
  readonly #trace: TraceRecorder;
  readonly #now: () => number;
  readonly #about: StoryAbout;
  readonly #target: number;
  /** Numbers of `event` records by ID. */
  readonly #events = new Map<string, number>();
  /** The viewpoint's current state. */
  #ours: OurState | undefined;
  #written = 0;

  /** @param now milliseconds since the story began */
  constructor(about: StoryAbout, now: () => number) {
    this.#about = about;
    this.#now = now;
    this.#target = about.room.names.length;
    const trace = new TraceRecorder("full", now);
    this.#trace = trace;
    trace.records.push(metaOf(about));
    this.recorder = {
      made: (server, room, event) => {
        trace.made(server, room, event);
        this.#events.set(room.graph.id(event), trace.eventNumber(room, event));
      },
      arrived: (arrival) => this.#arrived(arrival),
      moved: (server, room, set, state) => {
        trace.moved(server, room, set, state);
        if (server === about.room.viewpoint) this.#ours = { room, state };
      },
      resolved: (resolution) => trace.resolved(resolution),
      adopted: (...taken) => trace.adopted(...taken),
      partial: (...joined) => trace.partial(...joined),
      mark: (...odd) => trace.mark(...odd),
    };
  }

  /** Lines that were written since the last time. */
  lines(): string[] {
    const fresh = this.#trace.records.slice(this.#written);
    this.#written += fresh.length;
    return fresh.map(writeRecord);
  }

  sent({ id, origin, ms, error }: Parameters<StoryWatch["sent"]>[0]): void {
    const event = this.#events.get(id);
    if (event === undefined) return;
    const atMs = this.#now();
    const sentMs = Math.max(0, Math.round(atMs - ms));
    this.#trace.records.push({
      ...{ kind: "net", sentMs, atMs, from: origin, to: this.#target, request: "send" },
      ...{ result: error === undefined ? "delivered" : "refused", events: [event] },
    });
    if (error === undefined) return;
    const server = this.#target;
    const arrival = { atMs, server, event, via: "send", verdict: "rejected" } as const;
    this.#trace.records.push({ kind: "arrive", ...arrival });
    const what = `${this.#about.target} refuses it: ${error.slice(0, 200)}`;
    this.#trace.records.push({ kind: "mark", atMs, mark: "annotation", what, server, event });
  }

  seen(id: string): void {
    const event = this.#events.get(id);
    if (event === undefined) return;
    const place = { atMs: this.#now(), server: this.#target, event } as const;
    this.#trace.records.push({ kind: "arrive", ...place, via: "send", verdict: "accepted" });
  }

  ended(state: ReadonlyMap<string, string>): void {
    const atMs = this.#now();
    const id = this.#stateNumber(state);
    this.#trace.records.push({ kind: "current", atMs, server: this.#target, room: 0, state: id });
  }

  /** The last record; nothing may come after it. */
  end(): void {
    const { records, hash } = this.#trace;
    const atMs = this.#now();
    records.push({ kind: "end", atMs, records: records.length, hash: hash.value() });
  }

  /** An event that was made elsewhere is written down as its maker's, once. */
  #arrived(arrival: Arrival): void {
    const { room, event, server } = arrival;
    const { graph } = room;
    if (this.#trace.eventNumber(room, event) < 0) {
      const { sender } = graph.pdu(event);
      const maker = this.#about.room.names.indexOf(sender.slice(sender.indexOf(":") + 1));
      const by = maker < 0 ? this.#target : maker;
      this.recorder.made(by, room, event);
      if (by !== server) {
        const index = this.#trace.eventNumber(room, event);
        const own = { atMs: this.#now(), server: by, event: index, via: "own" } as const;
        this.#trace.records.push({ kind: "arrive", ...own, verdict: "accepted" });
      }
      if (by === this.#target && graph.pdu(event).type === "m.room.member") this.#joined();
    }
    this.#trace.arrived(arrival);
  }

  /** Who joins is told the state: the target holds these events, whatever its users are shown. */
  #joined(): void {
    if (this.#ours === undefined) return;
    const { room, state } = this.#ours;
    const place = { atMs: this.#now(), server: this.#target, via: "state" } as const;
    room.graph.states.forEach(state, (_slot, held) => {
      const event = this.#trace.eventNumber(room, held);
      if (event < 0) return;
      this.#trace.records.push({ kind: "arrive", ...place, event, verdict: "outlier" });
    });
  }

  /** The number of our state if it is the same; else a state of its own is written. */
  #stateNumber(state: ReadonlyMap<string, string>): number {
    if (this.#ours !== undefined && isState(this.#ours, state)) {
      return this.#trace.stateNumber(this.#ours.room, this.#ours.state);
    }
    const { records } = this.#trace;
    const id = records.reduce((most, each) => (each.kind === "state" ? each.id + 1 : most), 0);
    const changes = [...state].flatMap(([slot, event]): [string, string, number][] => {
      const [type, key] = slot.split("\u0000");
      const number = this.#events.get(event);
      return number === undefined ? [] : [[type, key, number]];
    });
    records.push({ kind: "state", room: 0, id, parent: null, changes });
    return id;
  }
}

/** True where a state of ours has these slots, and no others. */
function isState({ room, state }: OurState, slots: ReadonlyMap<string, string>): boolean {
  let [count, same] = [0, true];
  room.graph.states.forEach(state, (slot, event) => {
    count += 1;
    same &&= slots.get(room.graph.slots.text(slot)) === room.graph.id(event);
  });
  return same && count === slots.size;
}

function metaOf({ room, target, scenario }: StoryAbout): TraceRecord {
  const { stateResolution = "v2" } = roomVersions.get(room.version) ?? {};
  const server = { policy: "synapse", dialect: "spec" };
  return {
    ...{ kind: "meta", format: traceFormat, scenario, seed: room.seed, level: "full", plan: null },
    about: `The story as it was told to ${target}. Of ${target} is shown what its users saw.`,
    servers: [...room.names, target].map((name) => ({ name, ...server })),
    rooms: [{ id: room.roomId, version: room.version, algorithm: stateResolution }],
    software,
  };
}
