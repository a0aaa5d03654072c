// The engine and the homeservers put together: virtual time, the wire with its faults, and one
// server per name. It pops what is due, hands it to whom it concerns, and lets the recorder write.
// How messages travel is mail.ts.
import { Faults, Links, mix, Queue, seedHash } from "../../engine/index.ts";
import { serverOf, type Pdu } from "../../protocol/event.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { Signer } from "../../protocol/signing.ts";
import {
  Homeserver,
  policy as namedPolicy,
  SharedRoom,
  Waits,
  type Intake,
  type Policy,
  type Ports,
  type Reason,
} from "../../server/index.ts";
import { Causes } from "./causes.ts";
import type { Obstacles } from "../faults/obstacles.ts";
import { OpenFaults } from "../faults/open-faults.ts";
import { kinds } from "./late-mail.ts";
import { Mail } from "./mail.ts";
import { HashPolicyKeys, type RotatingPolicyKeys } from "./policy-keys.ts";
import type { WorldSetting } from "../plan/setting-schema.ts";
import { TraceRecorder } from "./trace-recorder.ts";

/** Virtual time 0 as the servers' clocks show it: 2024-01-01T00:00:00Z. */
const epochMs = 1_704_067_200_000;

export interface WorldOptions {
  readonly plan: WorldSetting;
  readonly intake: Intake;
  /** The signer of a server. */
  readonly signerOf: (name: string) => Signer;
  /** Of policy servers (default: hashes). */
  readonly policyKeys?: RotatingPolicyKeys;
  /** False: every memory is switched off (default: true). */
  readonly remember?: boolean;
}

export class World implements Ports {
  readonly queue = new Queue();
  readonly faults: Faults;
  readonly links: Links;
  readonly recorder: TraceRecorder;
  readonly servers: Homeserver[] = [];
  readonly rooms: SharedRoom[] = [];
  /** What chance comes from now: the plan's seed, or what took its place. */
  seed: string;
  readonly serverCount: number;
  readonly waits: Waits;
  readonly wire: Mail;
  readonly policyKeys: RotatingPolicyKeys;
  /** What lies over servers because of named faults. */
  readonly open = new OpenFaults();
  readonly #names: readonly string[];
  readonly #numbers = new Map<string, number>();
  /** How long a sender waits for an answer. */
  readonly timeoutMs: number;
  /** By server that stands still: the timers that wait for it. */
  readonly #pausedTimers = new Map<number, { tag: number; number: number }[]>();
  /** By server: what is added to its clock, besides its offset. */
  readonly #clocks: ((nowMs: number) => number)[][];
  readonly #calls: (() => void)[] = [];
  readonly #intake: Intake;
  /** By server: how it behaves without faults, but for its dialect. */
  readonly #policies: Policy[] = [];
  readonly #signers: Signer[];
  readonly #offsets: number[];
  /** By number of the room: the plan's steps by the events that they made. */
  readonly #steps: Map<EventIndex, number>[] = [];
  readonly #causes = new Causes();

  constructor({ plan, intake, signerOf, policyKeys, remember = true }: WorldOptions) {
    this.#names = plan.servers.map((server) => server.name);
    this.serverCount = this.#names.length;
    this.policyKeys = policyKeys ?? new HashPolicyKeys(this.#names);
    this.seed = plan.seed;
    this.waits = new Waits(this.serverCount);
    for (const [number, name] of this.#names.entries()) this.#numbers.set(name, number);
    this.recorder = new TraceRecorder(plan.trace, () => this.queue.atMs);
    const { delay, loss, duplication, links = [] } = plan.network;
    const rule = { delay, ...(loss && { loss }), ...(duplication && { duplication }) };
    this.links = new Links(this.serverCount, seedHash(plan.seed), rule);
    for (const { from, to, ...own } of links) {
      this.links.setLink(this.serverNumber(from), this.serverNumber(to), own);
    }
    this.faults = new Faults(this.serverCount);
    this.#intake = intake;
    this.#signers = this.#names.map(signerOf);
    this.#offsets = plan.servers.map((server) => server.clockOffsetMs ?? 0);
    this.#clocks = plan.servers.map(() => []);
    const timeoutMs = namedPolicy(plan.servers[0].policy ?? "synapse").requestTimeoutMs;
    this.timeoutMs = timeoutMs;
    this.wire = new Mail({
      queue: this.queue,
      links: this.links,
      faults: this.faults,
      recorder: this.recorder,
      servers: this.servers,
      waits: this.waits,
      causes: this.#causes,
      timeoutMs,
    });
    for (const [number, row] of plan.servers.entries()) {
      const preset = namedPolicy(row.policy ?? "synapse");
      const policy = row.dialect === undefined ? preset : { ...preset, dialect: row.dialect };
      const server = new Homeserver({ number, policy, ports: this, remember });
      server.refusedWords = row.policyServer?.refuses;
      this.servers.push(server);
      this.#policies.push(policy);
    }
  }

  /** What lets single messages not through as they are. */
  get obstacles(): Obstacles {
    return this.wire.obstacles;
  }

  // Ports.

  now(): number {
    return this.queue.atMs;
  }
  wallClock(server: number): number {
    const stoppedMs = this.open.stoppedClocks.top(server);
    if (stoppedMs !== undefined) return stoppedMs;
    let atMs = epochMs + this.queue.atMs + this.#offsets[server];
    for (const clock of this.#clocks[server]) atMs += clock(this.queue.atMs);
    return Math.max(0, atMs);
  }
  timer(server: number, atMs: number, tag: number): void {
    this.queue.push(atMs, kinds.timer, server, tag, this.#causes.next());
  }
  signer(server: number): Signer {
    return this.#signers[server];
  }
  serverName(server: number): string {
    return this.#names[server];
  }

  /** Number of a server by name; -1 for a stranger. */
  serverNumber(name: string): number {
    return this.#numbers.get(name) ?? -1;
  }

  // Running.

  /**
   * A new room; the servers share its graph.
   * @param serverNumber finds a user's server (default: by its name in the plan)
   */
  newRoom(
    version: string,
    serverNumber: (name: string) => number = (name) => this.serverNumber(name),
  ): SharedRoom {
    const room = new SharedRoom({
      number: this.rooms.length,
      version,
      serverNumber,
      serverCount: this.serverCount,
      // Made here: V8 keeps a world whose constructor made this closure until a full collection,
      // so that each run of a sweep was copied twice before it went (a third of all time).
      intake: (pdu, version) => this.#keyProblem(pdu) ?? this.#intake(pdu, version),
    });
    this.rooms.push(room);
    return room;
  }

  /** Notes that a step of the plan made an event. */
  noteStep(step: number, room: SharedRoom, event: EventIndex): void {
    (this.#steps[room.number] ??= new Map()).set(event, step);
  }

  /** The step of the plan that made an event; -1 where none did. */
  stepOf(room: SharedRoom, event: EventIndex): number {
    return this.#steps[room.number]?.get(event) ?? -1;
  }

  /** Calls back at a time; `cause` names the step, for the draws of what it causes. */
  at(atMs: number, cause: number, call: () => void): void {
    this.#calls.push(call);
    this.queue.push(atMs, kinds.call, this.#calls.length - 1, cause, 0);
  }

  /** Handles what is due next; false if nothing is left. */
  step(): boolean {
    if (!this.queue.next()) return false;
    const { kind, a, b, c } = this.queue;
    if (kind === kinds.wire) this.wire.pump(a);
    else if (kind === kinds.timer) this.#wake(a, b, c);
    else if (kind === kinds.late) this.wire.goOn(a, b);
    else {
      this.#causes.begin(mix(b + 1));
      this.#calls[a]();
    }
    return true;
  }

  /** Bends a server's clock by a function of virtual time until the function that comes back is called. */
  bendClock(server: number, offsetMs: (nowMs: number) => number): () => void {
    const clocks = this.#clocks[server];
    clocks.push(offsetMs);
    return () => void clocks.splice(clocks.indexOf(offsetMs), 1);
  }

  /** A server behaves by another policy, but for its dialect, until the function that comes back is called. */
  behaveBy(server: number, policy: Policy): () => void {
    const end = this.open.policies.add(server, policy);
    const apply = () => {
      const homeserver = this.servers[server];
      const { dialect } = homeserver.policy;
      const now = this.open.policies.top(server) ?? this.#policies[server];
      homeserver.policy = { ...now, dialect };
    };
    apply();
    return () => {
      end();
      apply();
    };
  }

  /** Lets all chance from now on come from another seed. */
  reseed(seed: string): void {
    this.seed = seed;
    this.links.reseed(seedHash(seed));
  }

  /** Lets a server stand still until the end is called: its timers wait. Messages to it are a hold's business. */
  pause(server: number): () => void {
    const end = this.open.pauses.add(server, true);
    if (!this.#pausedTimers.has(server)) this.#pausedTimers.set(server, []);
    return () => {
      end();
      if (this.open.pauses.top(server) === undefined) this.#resume(server);
    };
  }

  isPaused(server: number): boolean {
    return this.#pausedTimers.has(server);
  }

  /** Lets a paused server go on; timers that were due fire now. */
  #resume(server: number): void {
    const timers = this.#pausedTimers.get(server) ?? [];
    this.#pausedTimers.delete(server);
    for (const { tag, number } of timers) {
      this.queue.push(this.queue.atMs, kinds.timer, server, tag, number);
    }
  }

  /** From now on nobody gets at the key with which a server signs, until the end is called. */
  hideKey(server: number): () => void {
    return this.open.hiddenKeys.add(server, this.wallClock(server));
  }

  #keyProblem({ sender, origin_server_ts: ts }: Pdu): Reason | undefined {
    const { hiddenKeys } = this.open;
    if (hiddenKeys.none) return undefined;
    const since = hiddenKeys.of(this.serverNumber(serverOf(sender)));
    if (!since.some((sinceMs) => ts >= sinceMs)) return undefined;
    return {
      check: 2,
      rule: "unknown-key",
      spec: "server-server-api#retrieving-server-keys",
      detail: `no key of ${serverOf(sender)} is known`,
    };
  }

  #wake(server: number, tag: number, number: number): void {
    const waiting = this.#pausedTimers.get(server);
    if (waiting !== undefined) return void waiting.push({ tag, number });
    this.#causes.begin(number);
    if (this.servers[server].up) this.servers[server].wake(tag);
  }
}
