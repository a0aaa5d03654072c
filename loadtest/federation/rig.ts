// Origins and rooms of a signed load, made before it: every origin is joined to its room on the
// target. Events are made by the origins' own state machines; what they would send is caught, for
// how it is packed and when it goes is the load's business.
import type { Manner } from "../../sim/bridge/manner.ts";
import { originNames } from "../../sim/bridge/origin-names.ts";
import { Origins } from "../../sim/bridge/origins.ts";
import type { TransactionNote } from "../../sim/bridge/own-origins.ts";
import type { Recorder, SharedRoom } from "../../sim/server/index.ts";
import type { JsonObject } from "../../sim/protocol/json.ts";
import { unlessAborted } from "../driver/unless-aborted.ts";
import { Misbehaviour } from "./misbehaviour.ts";
import type { SignedLoadPlan } from "./plan.ts";
import { createRoom, type FederationTarget } from "./target.ts";

/** An event that an origin made. */
export interface MadeEvent {
  readonly id: string;
  readonly pdu: JsonObject;
}

export interface RigHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
  readonly recorder?: Recorder;
  readonly onTransaction?: (note: TransactionNote) => void;
  /** How an origin behaves at the moment (default: as the plan says). */
  readonly mannerNow?: (origin: number) => Manner;
}

export class Rig {
  readonly origins: Origins;
  readonly target: FederationTarget;
  readonly rooms: readonly SharedRoom[];
  readonly misbehaviour: Misbehaviour;
  /** By origin, for several make events at a time. */
  readonly #made = new Map<number, MadeEvent[]>();

  private constructor(origins: Origins, parts: Pick<Rig, "target" | "rooms" | "misbehaviour">) {
    this.origins = origins;
    this.target = parts.target;
    this.rooms = parts.rooms;
    this.misbehaviour = parts.misbehaviour;
  }

  /** @throws BridgeProblem where a room cannot be made or joined, or the signal's reason */
  static async build(
    target: FederationTarget,
    plan: Pick<SignedLoadPlan, "origins" | "rooms" | "roomVersion" | "seed" | "manners">,
    hooks: RigHooks = {},
  ): Promise<Rig> {
    const names = await originNames(
      plan.origins,
      target.originHost === undefined ? {} : { host: target.originHost },
    );
    const misbehaviour = new Misbehaviour(plan.manners, hooks.mannerNow);
    const origins = await Origins.start({
      ...{ names, seed: plan.seed, routes: new Map([[target.name, target.url]]) },
      manner: (origin) => misbehaviour.mannerOf(origin),
      onTreated: (origin, treatment) => misbehaviour.treated(origin, treatment),
      ...(hooks.recorder && { recorder: hooks.recorder }),
      ...(hooks.onTransaction && { onTransaction: hooks.onTransaction }),
    });
    try {
      const ids: string[] = [];
      for (let n = 0; n < plan.rooms; n++) {
        ids.push(await unlessAborted(createRoom(target, plan.roomVersion), hooks.signal));
        hooks.onProgress?.(`creating: ${n + 1} of ${plan.rooms} rooms`);
      }
      const rooms: SharedRoom[] = [];
      for (let n = 0; n < plan.origins; n++) {
        const room = ids[n % ids.length];
        const joined = joinAs(origins, n, { room, target });
        rooms[n % ids.length] = await unlessAborted(joined, hooks.signal);
        hooks.onProgress?.(`joining: ${n + 1} of ${plan.origins} origins`);
      }
      misbehaviour.begin();
      return new Rig(origins, { target, rooms, misbehaviour });
    } catch (thrown) {
      await origins.stop();
      throw thrown;
    }
  }

  /** From now on, what origins make is caught by `make` and not sent by themselves. */
  catchEvents(): void {
    for (const server of this.origins.servers) {
      server.publish = (replica, event) => {
        const { graph } = replica.shared;
        const made = this.#made.get(server.number) ?? [];
        this.#made.set(server.number, made);
        made.push({ id: graph.id(event), pdu: graph.pdu(event) });
        // Other origins of the room hear of it at once, so that they build on it.
        for (const other of this.origins.servers) {
          if (other !== server && other.replicas[replica.shared.number] !== undefined) {
            other.receive(server.number, [{ room: replica.shared, event }]);
          }
        }
      };
    }
  }

  /** The room that an origin sends into. */
  roomOf(origin: number): SharedRoom {
    return this.rooms[origin % this.rooms.length];
  }

  /**
   * Makes messages of an origin, each on top of all that it has heard of.
   * @throws Error where the room does not let it speak (a bug, or somebody has banned it)
   */
  async make(origin: number, bodies: readonly string[]): Promise<MadeEvent[]> {
    const room = this.roomOf(origin);
    const user = userAt(this.origins, origin);
    for (const body of bodies) {
      const done = await this.origins.act(room, user, { kind: "message", body });
      if (done.result !== "ok") throw new Error(`${user} may not speak: ${done.why}`);
    }
    return this.#made.get(origin)?.splice(0) ?? [];
  }

  stop(): Promise<void> {
    return this.origins.stop();
  }
}

export function userAt(origins: Origins, origin: number): string {
  return `@load:${origins.names[origin]}`;
}

function joinAs(
  origins: Origins,
  origin: number,
  { room, target }: { room: string; target: FederationTarget },
): Promise<SharedRoom> {
  return origins.join({ user: userAt(origins, origin), room, via: target.name });
}
