// Virtual origins: one process that is many homeservers on loopback HTTPS. Each is the state machine
// of sim/server, driven by the wall clock and real requests instead of virtual time; nothing that a
// homeserver decides is decided here. Between origins of one process messages pass in memory.
import type { Pdu, RoomId, ServerName, UserId } from "../protocol/event.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import {
  act,
  createRoom,
  Homeserver,
  noAnswer,
  Waits,
  type Action,
  type ActionResult,
  type Answer,
  type PolicyKeys,
  type Ports,
  type Recorder,
  type RoomEvent,
  type RoomRequest,
  type RoomSetup,
  type SharedRoom,
} from "../server/index.ts";
import { Addresses } from "./addresses.ts";
import { bridgePolicy } from "./bridge-policy.ts";
import { BridgeProblem } from "./bridge-problem.ts";
import type { Ed25519Signer } from "./ed25519.ts";
import { FederationClient, uriOf } from "./federation-client.ts";
import { KeyRing } from "./key-ring.ts";
import { Listener } from "./listener.ts";
import { originKey } from "./origin-key.ts";
import { askOutside, makeHandshake } from "./outgoing.ts";
import type { Dealings, OriginsOptions, OwnOrigins } from "./own-origins.ts";
import { policyKeysOf } from "./policy-signature.ts";
import { silentRecorder } from "./recorder.ts";
import { RoomBook } from "./room-book.ts";

/** Servers elsewhere that can be told apart in one process. */
const outsideMax = 256;

export class Origins implements Ports, OwnOrigins {
  readonly names: readonly ServerName[];
  readonly servers: readonly Homeserver[];
  readonly serverCount: number;
  readonly waits: Waits;
  readonly recorder: Recorder;
  readonly wire = this;
  readonly client: FederationClient;
  readonly keys: KeyRing;
  readonly book: RoomBook;
  readonly options: OriginsOptions;
  readonly signers: readonly Ed25519Signer[];
  readonly policyKeys: PolicyKeys;
  /** Rooms by the aliases under which others may ask for them, `#name:origin`. */
  readonly aliases = new Map<string, SharedRoom>();
  readonly startedMs = Date.now();
  readonly #outside: ServerName[] = [];
  readonly #numbers = new Map<ServerName, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #listener: Listener;
  readonly #dealings = new Map<number, Dealings>();
  #transactions = 0;
  #roomsCreated = 0;

  private constructor(options: OriginsOptions) {
    this.options = options;
    this.names = options.names;
    this.serverCount = options.names.length + outsideMax;
    this.waits = new Waits(this.serverCount);
    this.recorder = options.recorder ?? silentRecorder;
    this.client = new FederationClient(new Addresses(options.routes));
    this.keys = new KeyRing(this.client);
    this.signers = this.names.map((name) => originKey(options.seed, name));
    this.policyKeys = policyKeysOf(options.seed, this.names);
    for (const [number, name] of this.names.entries()) {
      this.#numbers.set(name, number);
      this.keys.add(name, this.signers[number].keyId, this.signers[number].publicKey);
    }
    const { serverCount } = this;
    this.book = new RoomBook({ serverCount, serverNumber: (name) => this.serverNumber(name) });
    const policy = options.policy ?? bridgePolicy;
    this.servers = this.names.map(
      (_, number) => new Homeserver({ number, policy, ports: this, remember: true }),
    );
    this.#listener = new Listener(this);
  }

  /**
   * Starts the origins; they answer when this resolves.
   * @throws BridgeProblem where an address cannot be listened on
   * @example const origins = await Origins.start({ names: await originNames(10), seed: "7" });
   */
  static async start(options: OriginsOptions): Promise<Origins> {
    const origins = new Origins(options);
    await origins.#listener.open();
    return origins;
  }

  /** Ends at once: what is under way is cut off. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all([this.#listener.close(), this.client.close()]);
  }

  // What users of the origins do.

  /** Creates a room; its ID is new in every process, for real servers remember rooms. */
  createRoom(input: { user: UserId; version: string; setup: RoomSetup }): SharedRoom {
    const { user, version, setup } = input;
    const server = this.servers[this.#homeOf(user)];
    const inContent = version !== "12";
    const opaque = `${this.startedMs.toString(36)}x${this.#roomsCreated++}`;
    const room = this.book.found(version, inContent ? `!${opaque}:${server.name}` : undefined);
    const created = createRoom(server, { shared: room, user, setup });
    if (created.result !== "ok") throw new Error(created.why);
    this.book.keep(room);
    return room;
  }

  /**
   * Joins a room through a server that is in it.
   * @throws BridgeProblem where that server refuses or does not answer
   */
  async join(input: { user: UserId; room: RoomId; via: ServerName }): Promise<SharedRoom> {
    const { user, via } = input;
    const room = this.book.find(input.room) ?? (await this.#learn(input));
    const result = await this.act(room, user, { kind: "join", via: this.serverNumber(via) });
    if (result.result === "ok") return room;
    throw new BridgeProblem(
      `${user} cannot join ${input.room} through ${via}: ${result.why}`,
      "Look whether the room is open to join and the server is in it.",
    );
  }

  /** A user's action, by the rules; resolves when other servers have answered, if they are asked. */
  act(room: SharedRoom, user: UserId, action: Action): Promise<ActionResult> {
    const server = this.servers[this.#homeOf(user)];
    return new Promise((done) => act(server, { shared: room, user, action }, done));
  }

  /** Asks for a room's version, which everything else depends on. */
  async #learn(input: { user: UserId; room: RoomId; via: ServerName }): Promise<SharedRoom> {
    const { user, room: id, via } = input;
    const asking = this.#asking(this.#homeOf(user), via);
    const { status, body } = await makeHandshake(asking, id, { kind: "make_join", user });
    const { room_version: version } = body;
    const room = typeof version === "string" ? this.book.open(id, version) : undefined;
    if (status === 200 && room !== undefined) return room;
    throw new BridgeProblem(
      `${via} does not let ${user} into ${id}: ${status === 0 ? "no answer" : `answer ${status}`}` +
        `, ${String(body.errcode ?? body.error ?? `room version ${JSON.stringify(version)}`)}`,
      "Look whether the server runs and is in the room, and whether the room is open to join.",
    );
  }

  #homeOf(user: UserId): number {
    const number = this.#numbers.get(user.slice(user.indexOf(":") + 1)) ?? -1;
    if (number >= 0 && number < this.names.length) return number;
    throw new Error(`${user} is not a user of an origin`);
  }

  #asking(from: number, destination: ServerName) {
    const { client, keys } = this;
    const { requestTimeoutMs: timeoutMs, signTimeoutMs } = this.servers[from].policy;
    return { client, keys, signer: this.signers[from], destination, timeoutMs, signTimeoutMs };
  }

  /** What is remembered of a sender's transactions to an origin. */
  dealings(origin: number, from: number): Dealings {
    const key = origin * this.serverCount + from;
    const known = this.#dealings.get(key);
    if (known !== undefined) return known;
    const fresh = { busy: false, answers: new Map() };
    this.#dealings.set(key, fresh);
    return fresh;
  }

  // Ports.

  now(): number {
    return Date.now() - this.startedMs;
  }
  wallClock(): number {
    return Date.now();
  }
  signer(server: number): Ed25519Signer {
    return this.signers[server];
  }
  serverName(server: number): ServerName {
    return this.names[server] ?? this.#outside[server - this.names.length];
  }

  /** Origins of one process share the PDU, as they share every message. */
  countersigned({ graph }: SharedRoom, event: EventIndex, signed: Pdu): void {
    graph.countersign(event, signed);
  }

  /** The number of a server, given at first mention; -1 once too many are known. */
  serverNumber(name: ServerName): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.#outside.length >= outsideMax) return -1;
    const number = this.names.length + this.#outside.push(name) - 1;
    this.#numbers.set(name, number);
    return number;
  }

  timer(server: number, atMs: number, tag: number): void {
    const wait = Math.min(Math.max(0, atMs - this.now()), 2 ** 31 - 1);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.servers[server].wake(tag);
    }, wait);
    this.#timers.add(timer);
  }

  broadcast(from: number, pdus: readonly RoomEvent[], to: Int32Array, count: number): void {
    for (const destination of to.slice(0, count)) {
      if (destination < this.names.length) this.#deliverHere(from, pdus, destination);
      else void this.#deliver(from, pdus, destination);
    }
  }

  request(from: number, to: number, request: RoomRequest, tag: number): void {
    const server = this.servers[from];
    if (to < this.names.length) {
      setImmediate(() =>
        this.servers[to].handle(from, request, (answer) => server.answered(tag, answer)),
      );
      return;
    }
    const asking = this.#asking(from, this.serverName(to));
    askOutside(asking, request).then(
      (answer: Answer) => server.answered(tag, answer),
      () => server.answered(tag, noAnswer),
    );
  }

  #deliverHere(from: number, pdus: readonly RoomEvent[], to: number): void {
    setImmediate(() => {
      this.servers[to].receive(from, pdus);
      this.servers[from].delivered(to);
    });
  }

  async #deliver(from: number, pdus: readonly RoomEvent[], to: number): Promise<void> {
    const sent = performance.now();
    const other = this.serverName(to);
    const txn = `${this.startedMs}-${this.#transactions++}`;
    const call = {
      ...{ signer: this.signers[from], destination: other, method: "PUT" as const },
      uri: uriOf(["_matrix", "federation", "v1", "send", txn]),
      content: {
        ...{ origin: this.names[from], origin_server_ts: Date.now() },
        pdus: pdus.map(({ room, event }) => room.graph.pdu(event)),
      },
      timeoutMs: this.servers[from].policy.requestTimeoutMs,
    };
    let answer = await this.client.send(call);
    if (this.options.manner?.(from) === "retrying") answer = await this.client.send(call);
    this.options.onTransaction?.({
      ...{ direction: "out", origin: from, other, pdus: pdus.length, edus: 0 },
      ...{ ms: performance.now() - sent, status: answer.status },
    });
    if (answer.status === 200) this.servers[from].delivered(to);
    else this.servers[from].undelivered(to);
  }
}
