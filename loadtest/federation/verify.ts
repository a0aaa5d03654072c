// Correctness under load: a simulated room, with its forks, bans, power changes and healed splits, is
// sent to a real homeserver at a rate, in the order in which one simulated server took it in. In the
// end the real server's state must be the simulated one, or the difference is told by slot.
import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "undici";
import type { Origins } from "../../sim/bridge/origins.ts";
import type { Replica, SharedRoom } from "../../sim/server/index.ts";
import { settleSigned, verdict, way } from "../../sim/server/index.ts";
import { LoadProblem } from "../driver/load-problem.ts";
import { unlessAborted } from "../driver/unless-aborted.ts";
import { endOf, federationProvenance } from "./end.ts";
import { compareForks } from "./fork-states.ts";
import { compareStates, verdictName } from "./state-difference.ts";
import { TargetView, type SlotMap } from "./target-view.ts";
import { callAsUser, type FederationTarget } from "./target.ts";
import { signTransaction } from "./transaction.ts";
import type { SimulatedEvent, SimulatedRoom, VerifyHooks, VerifyResult } from "./verify-result.ts";
import { originsOfStory } from "./verify-origins.ts";
import { countVerdicts, judgedOtherwise } from "./verify-verdicts.ts";
import { Watcher } from "./watcher.ts";

const settleMsDefault = 20_000;
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
  const reasons = new Map<string, string>();
  const { recorder } = hooks.watch ?? {};
  const origins = await originsOfStory(room, { target, reasons, recorder });
  const run = new Verification(origins, { target, room, rate, hooks, reasons });
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
  /** Why the viewpoint did not accept an event, by ID. */
  readonly reasons: ReadonlyMap<string, string>;
}

class Verification {
  readonly #origins: Origins;
  readonly #input: Input;
  readonly #shared: SharedRoom;
  readonly #here: Replica;
  readonly #agent: Agent;
  readonly #seen = new Set<string>();
  /** IDs of what was there before the target's join. */
  readonly #withJoin = new Set<string>();
  readonly #watcher: Watcher;
  readonly #refused: Record<string, string> = {};
  #sent = 0;

  constructor(origins: Origins, input: Input) {
    this.#origins = origins;
    this.#input = input;
    const { room, target } = input;
    this.#agent = new Agent({ pipelining: 1, connect: target.connect });
    const shared = origins.book.open(room.roomId, room.version);
    if (shared === undefined) throw new Error(`a room of version ${room.version} is not spoken`);
    this.#shared = shared;
    this.#here = origins.servers[room.viewpoint].replica(shared);
    // The story says what is sent, and when: nobody sends by themselves.
    for (const server of origins.servers) server.publish = () => undefined;
    this.#watcher = new Watcher(target, (id) => {
      this.#seen.add(id);
      input.hooks.watch?.seen(id);
    });
  }

  async whole(): Promise<VerifyResult> {
    const { room, hooks } = this.#input;
    const startedAt = new Date().toISOString();
    for (const event of room.events.slice(0, room.founding)) await this.#take(event);
    hooks.onProgress?.("bringing the target into the room");
    await unlessAborted(this.#bringIn(), hooks.signal);
    await this.#watcher.start();
    let theirs: SlotMap | undefined;
    let targetLost = false;
    try {
      await this.#tell(room.events.slice(room.founding));
      theirs = await this.#waitForAgreement();
      hooks.watch?.ended(theirs);
    } catch {
      // Whatever a request fails with: from here on the target is not there.
      targetLost = true;
    }
    return this.#result(startedAt, {
      theirs,
      end: endOf({ targetLost, stopped: hooks.signal?.aborted === true }),
    });
  }

  async #result(
    startedAt: string,
    { theirs, end }: { theirs: SlotMap | undefined; end: VerifyResult["end"] },
  ): Promise<VerifyResult> {
    const { room, target, rate, reasons } = this.#input;
    const ours = this.#ours();
    const other = new TargetView(target, this.#origins, this.#shared);
    const compared = theirs !== undefined && end.how === "whole";
    const { graph } = this.#shared;
    const verdicts = room.events.map(({ id }) =>
      verdictName(this.#here.verdictOf(graph.indexOf(id))),
    );
    const differences = compared
      ? await compareStates(this.#shared, { ours, theirs, replica: this.#here, other, reasons })
      : [];
    const forks = compared
      ? await compareForks(this.#shared, { replica: this.#here, other, withJoin: this.#withJoin })
      : undefined;
    return {
      ...{ format: "rashomon-verify-1", roomId: room.roomId, roomVersion: room.version, end },
      target: { url: target.url, name: target.name },
      provenance: federationProvenance(target, startedAt),
      events: {
        sent: this.#sent,
        founding: room.founding,
        rate,
        refused: this.#refused,
        verdicts: countVerdicts(verdicts),
      },
      slots: ours.size,
      simulated: {
        sameState: this.#isSimulated(ours),
        judgedOtherwise: end.how === "whole" ? judgedOtherwise(room, verdicts, reasons) : [],
      },
      ...{ equal: compared && differences.length === 0, differences },
      ...(forks !== undefined && { forks }),
    };
  }

  async close(): Promise<void> {
    await this.#watcher.stop();
    await this.#agent.destroy();
  }

  /**
   * An event comes to the viewpoint as it came in the simulator; the others know it as well. Of what lacks the
   * signature of the room's policy server that one is asked, as the target does.
   */
  async #take({ id, pdu, origin }: SimulatedEvent): Promise<void> {
    const server = this.#origins.servers[this.#input.room.viewpoint];
    const event = this.#shared.graph.add(id, pdu);
    this.#shared.notice(pdu.type);
    await new Promise<void>((then) => {
      const item = { event, via: way.send, from: origin, askedMissing: true, then };
      settleSigned(server, this.#here, item, -1);
    });
    const value = this.#here.verdictOf(event);
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
    for (let event = 0; event < graph.count; event++) this.#withJoin.add(graph.id(event));
    await callAsUser(target, {
      ...{ method: "POST", body: {} },
      path:
        `/_matrix/client/v3/join/${encodeURIComponent(room.roomId)}` +
        `?server_name=${encodeURIComponent(room.names[room.viewpoint])}`,
    });
  }

  /** Sends the story, one event a transaction, each by the server that made it. */
  async #tell(story: readonly SimulatedEvent[]): Promise<void> {
    const { rate, hooks } = this.#input;
    let since: string[] = [];
    const start = performance.now();
    for (const [n, event] of story.entries()) {
      const wait = start + (n * 1000) / rate - performance.now();
      if (wait > 0) await sleep(wait, undefined, hooks).catch(() => undefined);
      if (hooks.signal?.aborted === true) break;
      await this.#take(event);
      if (hooks.withhold?.has(event.id) === true) continue;
      await this.#send(event);
      this.#sent++;
      if (this.#isAccepted(event.id)) since.push(event.id);
      if (since.length >= strideMax) {
        await this.#untilSeen(since[since.length - 1]);
        since = [];
      }
      hooks.onProgress?.(`${n + 1} of ${story.length} events sent`);
    }
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
    const sentAt = performance.now();
    const answer = await this.#agent.request({
      ...{ origin: target.url, path: uri, method: "PUT", body },
      headers: { authorization, "content-type": "application/json" },
    });
    const said = (await answer.body.json()) as { pdus?: Record<string, { error?: string }> };
    const error = answer.statusCode === 200 ? said.pdus?.[id]?.error : `http ${answer.statusCode}`;
    if (error !== undefined) this.#refused[id] = error;
    const ms = performance.now() - sentAt;
    this.#input.hooks.watch?.sent({ id, origin, ms, error });
  }

  /** Asks for the state until it is ours, or nothing helps any more. */
  async #waitForAgreement(): Promise<Map<string, string>> {
    const { settleMs = settleMsDefault } = this.#input.hooks;
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
    const state = (await callAsUser(target, { path })) as unknown;
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
}
