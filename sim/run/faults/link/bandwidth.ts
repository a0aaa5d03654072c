// Narrow links: what is under way takes time by its size, and what comes behind it waits.
import { Type } from "typebox";
import type { SharedRoom } from "../../../server/index.ts";
import { faultRule, optional, Servers } from "../fault-rule.ts";
import { linksBetween } from "../where.ts";

/** What a request or an empty transaction weighs, headers included, in bytes. */
const overheadBytes = 1000;

export const bandwidth = faultRule({
  name: "bandwidth",
  family: "link",
  about:
    "A link carries so many bytes a second, one message after the other (head-of-line blocking).",
  example: "bytesPerSecond=2000 servers=alpha.test",
  fields: {
    bytesPerSecond: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
    servers: optional(Servers),
    to: optional(Servers),
    oneWay: optional(Type.Boolean()),
  },
  begin(scene, { bytesPerSecond, ...ends }) {
    const { meant, words, servers } = linksBetween(scene, ends);
    /** By link: when it is free again. */
    const freeMs = new Map<number, number>();
    const sizes = new EventSizes();
    const end = scene.world.obstacles.add({
      arrival({ from, to, pdus, nowMs }) {
        if (!meant(from, to)) return 0;
        const key = from * scene.world.serverCount + to;
        let bytes = overheadBytes;
        for (const { room, event } of pdus) bytes += sizes.of(room, event);
        const takesMs = Math.ceil((bytes * 1000) / bytesPerSecond);
        const doneMs = Math.max(nowMs, freeMs.get(key) ?? 0) + takesMs;
        freeMs.set(key, doneMs);
        return doneMs - nowMs;
      },
    });
    return { what: `${words}: ${bytesPerSecond} bytes a second`, servers, end };
  },
});

/** Sizes of PDUs as JSON, worked out once each. */
class EventSizes {
  readonly #rooms = new Map<SharedRoom, Map<number, number>>();

  of(room: SharedRoom, event: number): number {
    let sizes = this.#rooms.get(room);
    if (sizes === undefined) this.#rooms.set(room, (sizes = new Map()));
    let size = sizes.get(event);
    if (size === undefined) {
      size = JSON.stringify(room.graph.pdu(event)).length;
      sizes.set(event, size);
    }
    return size;
  }
}
