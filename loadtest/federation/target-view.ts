// What the target makes of a room, as it tells those who ask: a user, an administrator, and a server
// that is in the room. Whatever it does not tell is undefined; nothing here throws.
import type { Origins } from "../../sim/bridge/origins.ts";
import { listOf, uriOf } from "../../sim/bridge/federation-client.ts";
import type { SharedRoom } from "../../sim/server/index.ts";
import { callAsUser, type FederationTarget } from "./target.ts";

/** What became of an event there: `not held` is unknown to it, or rejected. */
export type Fate = "shown" | "soft-failed" | "not shown" | "not held";

/** Slots as `type NUL state_key`, with event IDs. */
export type SlotMap = ReadonlyMap<string, string>;

export class TargetView {
  readonly #target: FederationTarget;
  readonly #origins: Origins;
  readonly #room: SharedRoom;
  readonly #before = new Map<string, Promise<SlotMap | undefined>>();

  constructor(target: FederationTarget, origins: Origins, room: SharedRoom) {
    this.#target = target;
    this.#origins = origins;
    this.#room = room;
  }

  async fateOf(id: string): Promise<Fate> {
    const room = encodeURIComponent(this.#room.roomId);
    const shown = await this.#get(
      `/_matrix/client/v3/rooms/${room}/event/${encodeURIComponent(id)}`,
    );
    if (shown !== undefined) return "shown";
    const held = await this.#get(`/_synapse/admin/v1/fetch_event/${encodeURIComponent(id)}`);
    if (held === undefined) return "not held";
    return JSON.stringify(held).includes('"io.element.synapse.soft_failed":true')
      ? "soft-failed"
      : "not shown";
  }

  /** The state before an event, by /state_ids, asked by whichever origin is let in. */
  stateBefore(id: string): Promise<SlotMap | undefined> {
    const known = this.#before.get(id) ?? this.#askStateBefore(id);
    this.#before.set(id, known);
    return known;
  }

  async #askStateBefore(id: string): Promise<SlotMap | undefined> {
    const { graph, roomId } = this.#room;
    const uri = uriOf(["_matrix", "federation", "v1", "state_ids", roomId], [["event_id", id]]);
    for (const signer of this.#origins.signers) {
      const { status, body } = await this.#origins.client.send({
        ...{ signer, destination: this.#target.name, method: "GET", uri, timeoutMs: 10_000 },
      });
      if (status !== 200) continue;
      const slots = new Map<string, string>();
      for (const held of listOf(body, "pdu_ids")) {
        const event = graph.indexOf(String(held));
        if (event < 0 || !graph.has(event)) continue;
        const { type, state_key: key } = graph.pdu(event);
        slots.set(`${type}\u0000${key ?? ""}`, String(held));
      }
      return slots;
    }
    return undefined;
  }

  /** The IDs of its forward extremities, as Synapse tells its administrators. */
  async extremities(): Promise<string[] | undefined> {
    const room = encodeURIComponent(this.#room.roomId);
    const answer = await this.#get(`/_synapse/admin/v1/rooms/${room}/forward_extremities`);
    const results = answer?.["results"];
    if (!Array.isArray(results)) return undefined;
    return results.map((row: { event_id?: unknown }) => String(row.event_id));
  }

  async #get(path: string): Promise<Record<string, unknown> | undefined> {
    return callAsUser(this.#target, { path }).catch(() => undefined);
  }
}
