// Correctness under load: a simulated room, with its forks, bans, power changes and healed splits, is
// sent to a real homeserver at a rate, in the order in which one simulated server took it in. In the
// end the real server's state must be the simulated one, or the difference is told by slot.
import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "undici";
import { Origins } from "../../sim/bridge/origins.ts";
import { callJson } from "../../sim/bridge/synapse/index.ts";
import type { Pdu, ServerName } from "../../sim/protocol/event.ts";
import type { Replica, SharedRoom } from "../../sim/server/index.ts";
import { settle, verdict, way } from "../../sim/server/index.ts";
import { LoadProblem } from "../driver/load-problem.ts";
import { compareStates, type StateDifference } from "./state-difference.ts";
import type { FederationTarget } from "./target.ts";
import { signTransaction } from "./transaction.ts";
import { Watcher } from "./watcher.ts";

/** A room as the simulator told its story. */
export interface SimulatedRoom {
  readonly version: string;
  readonly roomId: string;
  /** Names of the servers; they are origins, with the keys that the events were signed with. */
  readonly names: readonly ServerName[];
  readonly seed: string;
  /** The server in whose place the real one is told the story, by number. */
  readonly viewpoint: number;
  /** In the order in which the viewpoint took them in. */
  readonly events: readonly SimulatedEvent[];
  /** How many of them, from the first, make the room as it stood when the story began. */
  readonly founding: number;
  /** The IDs of the final state, as the viewpoint had it. */
  readonly finalState: readonly string[];
}

export interface SimulatedEvent {
  readonly id: string;
  readonly pdu: Pdu;
  /** Number of the server that made it, and so sends it. */
  readonly origin: number;
}

export interface VerifyHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
  /** Events that are not sent: to see that the comparison shouts. */
  readonly withhold?: ReadonlySet<string>;
}

export interface VerifyResult {
  readonly format: "rashomon-verify-1";
  readonly target: { readonly url: string; readonly name: string };
  readonly roomId: string;
  readonly roomVersion: string;
  readonly events: {
    readonly sent: number;
    readonly rate: number;
    readonly refused: Readonly<Record<string, string>>;
    readonly verdicts: Readonly<Record<string, number>>;
  };
  /** Slots of the state on our side. */
  readonly slots: number;
  /**
   * True if the story without the target ends in the same state. It need not: the target's own join
   * is a branch on which nothing of the story stands, so that events no longer stand on all tips,
   * and more of them meet the soft-failure check.
   */
  readonly sameAsSimulated: boolean;
  readonly equal: boolean;
  readonly differences: readonly StateDifference[];
  readonly stopped: boolean;
}

const settleMs = 20_000;
/** So many events may be on their way before what is visible is waited for. */
const strideMax = 40;
const strideMs = 10_000;

/**
 * Tells a simulated room to a real homeserver and compares.
 * @throws BridgeProblem, LoadProblem where the target cannot be brought into the room
 */
export async function verifyRoom(
  target: FederationTarget,
  { room, rate }: { room: SimulatedRoom; rate: number },
  hooks: VerifyHooks = {},
): Promise<VerifyResult> {
  const routes = new Map([[target.name, target.url]]);
  const origins = await Origins.start({ names: room.names, seed: room.seed, routes });
  const run = new Verification(origins, { target, room, rate, hooks });
  try {
    return await run.whole();
  } finally {
    await run.close();
    await origins.stop();
  }
}

interface Input {
  readonly target: FederationTarget;
  readonly room: SimulatedRoom;
  readonly rate: number;
  readonly hooks: VerifyHooks;
}

class Verification {
  readonly #origins: Origins;
  readonly #input: Input;
  readonly #shared: SharedRoom;
  readonly #here: Replica;
  readonly #agent = new Agent({ pipelining: 1 });
  readonly #seen = new Set<string>();
  readonly #watcher: Watcher;
  readonly #refused: Record<string, string> = {};

  constructor(origins: Origins, input: Input) {
    this.#origins = origins;
    this.#input = input;
    const { room, target } = input;
    const shared = origins.book.open(room.roomId, room.version);
    if (shared === undefined) throw new Error(`a room of version ${room.version} is not spoken`);
    this.#shared = shared;
    this.#here = origins.servers[room.viewpoint].replica(shared);
    // The story says what is sent, and when: nobody sends by themselves.
    for (const server of origins.servers) server.publish = () => undefined;
    this.#watcher = new Watcher(target, (id) => void this.#seen.add(id));
  }

  async whole(): Promise<VerifyResult> {
    const { room, hooks } = this.#input;
    for (const event of room.events.slice(0, room.founding)) this.#take(event);
    await this.#bringIn();
    await this.#watcher.start();
    const story = room.events.slice(room.founding);
    const sent = await this.#tell(story);
    const theirs = await this.#waitForAgreement();
    const ours = this.#ours();
    const differences = await compareStates(this.#shared, {
      ...{ ours, theirs, replica: this.#here },
      isThere: (id) => this.#watcher.isThere(room.roomId, id),
    });
    return {
      ...{ format: "rashomon-verify-1", roomId: room.roomId, roomVersion: room.version },
      target: { url: this.#input.target.url, name: this.#input.target.name },
      events: {
        ...{ sent, rate: this.#input.rate, refused: this.#refused },
        verdicts: this.#verdicts(),
      },
      ...{ slots: ours.size, sameAsSimulated: this.#isSimulated(ours) },
      ...{ equal: differences.length === 0, differences },
      stopped: hooks.signal?.aborted === true,
    };
  }

  async close(): Promise<void> {
    await this.#watcher.stop();
    await this.#agent.destroy();
  }

  /** An event comes to the viewpoint as it came in the simulator; the others know it as well. */
  #take({ id, pdu }: SimulatedEvent): void {
    const server = this.#origins.servers[this.#input.room.viewpoint];
    const event = this.#shared.graph.add(id, pdu);
    const value = settle(server, this.#here, { event, via: way.send, reported: -1 });
    for (const other of this.#origins.servers) {
      if (other !== server) other.replica(this.#shared).setVerdict(event, value);
    }
  }

  /**
   * The target's user joins through the viewpoint, by an invitation: whatever the story does to the
   * join rules meanwhile, who was invited stays.
   */
  async #bringIn(): Promise<void> {
    const { target, room } = this.#input;
    const { graph } = this.#shared;
    const [creator] = [graph.pdu(graph.create).sender];
    const action = { kind: "invite", target: target.user.userId } as const;
    const invited = await this.#origins.act(this.#shared, creator, action);
    if (invited.result !== "ok") {
      throw new LoadProblem(
        `the target's user cannot be invited into the simulated room: ${invited.why}`,
        "Choose a scenario in which the room's creator may invite.",
      );
    }
    await callJson({
      ...{ url: target.url, token: target.user.token, method: "POST", body: {} },
      path:
        `/_matrix/client/v3/join/${encodeURIComponent(room.roomId)}` +
        `?server_name=${encodeURIComponent(room.names[room.viewpoint])}`,
    });
  }

  /** Sends the story, one event a transaction, each by the server that made it. */
  async #tell(story: readonly SimulatedEvent[]): Promise<number> {
    const { rate, hooks } = this.#input;
    let sent = 0;
    let since: string[] = [];
    const start = performance.now();
    for (const [n, event] of story.entries()) {
      if (hooks.signal?.aborted === true) break;
      const wait = start + (n * 1000) / rate - performance.now();
      if (wait > 0) await sleep(wait);
      this.#take(event);
      if (hooks.withhold?.has(event.id) === true) continue;
      await this.#send(event);
      sent++;
      if (this.#isAccepted(event.id)) since.push(event.id);
      if (since.length >= strideMax) {
        await this.#untilSeen(since[since.length - 1]);
        since = [];
      }
      hooks.onProgress?.(`${n + 1} of ${story.length} events sent`);
    }
    return sent;
  }

  #isAccepted(id: string): boolean {
    return this.#here.verdictOf(this.#shared.graph.indexOf(id)) === verdict.accepted;
  }

  async #untilSeen(id: string): Promise<void> {
    const deadline = performance.now() + strideMs;
    while (!this.#seen.has(id) && performance.now() < deadline) await sleep(20);
  }

  async #send({ id, pdu, origin }: SimulatedEvent): Promise<void> {
    const { target, room } = this.#input;
    const { uri, authorization, body } = signTransaction(this.#origins, {
      ...{ origin, txn: `verify-${id.slice(1, 17)}`, destination: target.name },
      ...{ roomId: room.roomId, events: [{ id, pdu }], edus: [] },
    });
    const answer = await this.#agent.request({
      ...{ origin: target.url, path: uri, method: "PUT", body },
      headers: { authorization, "content-type": "application/json" },
    });
    const said = (await answer.body.json()) as { pdus?: Record<string, { error?: string }> };
    const error = answer.statusCode === 200 ? said.pdus?.[id]?.error : `http ${answer.statusCode}`;
    if (error !== undefined) this.#refused[id] = error;
  }

  /** Asks for the state until it is ours, or nothing helps any more. */
  async #waitForAgreement(): Promise<Map<string, string>> {
    const deadline = performance.now() + settleMs;
    for (;;) {
      const theirs = await this.#theirs();
      const ours = this.#ours();
      const equal =
        ours.size === theirs.size && [...ours].every(([slot, id]) => theirs.get(slot) === id);
      if (equal || performance.now() > deadline || this.#input.hooks.signal?.aborted) return theirs;
      this.#input.hooks.onProgress?.("waiting for the target to come to the same state");
      await sleep(250);
    }
  }

  /** Slots as `type NUL state_key`, with event IDs. */
  #ours(): Map<string, string> {
    const { graph } = this.#shared;
    const slots = new Map<string, string>();
    graph.states.forEach(this.#here.current, (slot, event) => {
      slots.set(graph.slots.text(slot), graph.id(event));
    });
    return slots;
  }

  async #theirs(): Promise<Map<string, string>> {
    const { target, room } = this.#input;
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room.roomId)}/state`;
    const { url, user } = target;
    const state = (await callJson({ url, token: user.token, path })) as unknown;
    const list = state as { type: string; state_key: string; event_id: string }[];
    return new Map(list.map((event) => [`${event.type}\u0000${event.state_key}`, event.event_id]));
  }

  /** The simulated state is ours, but for the target's own user. */
  #isSimulated(ours: ReadonlyMap<string, string>): boolean {
    const mine = `m.room.member\u0000${this.#input.target.user.userId}`;
    const ids = [...ours].filter(([slot]) => slot !== mine).map(([, id]) => id);
    const { finalState } = this.#input.room;
    return ids.length === finalState.length && ids.every((id) => finalState.includes(id));
  }

  #verdicts(): Record<string, number> {
    const counts: Record<string, number> = {};
    const names = Object.entries(verdict);
    for (const { id } of this.#input.room.events) {
      const value = this.#here.verdictOf(this.#shared.graph.indexOf(id));
      const name = names.find(([, number]) => number === value)?.[0] ?? "unknown";
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }
}
