// Servers that are there, but not in time: paused, slow, or with more to do than they can.
import { Type } from "typebox";
import { Count, faultRule, Ms, optional, Servers } from "../fault-rule.ts";
import { passes, refused } from "../obstacles.ts";
import { doing, naming, serversOf } from "../where.ts";

export const pause = faultRule({
  name: "pause",
  family: "server",
  about: "Servers stand still: messages and timers wait, and all is worked off at the end.",
  example: "servers=one",
  needsLength: true,
  fields: { servers: Servers },
  begin(scene, { servers: words }) {
    const { world } = scene;
    const servers = serversOf(scene, words);
    const pairs: [number, number][] = [];
    const ends = servers.map((server) => world.pause(server));
    for (const server of servers) {
      for (let other = 0; other < world.serverCount; other++) {
        if (other !== server) pairs.push([server, other], [other, server]);
      }
    }
    const id = world.faults.hold({ pairs });
    const end = () => {
      for (const each of ends) each();
      world.faults.release(id);
      world.wire.releaseHeld();
    };
    return { what: doing(scene, servers, "stand still"), servers, end };
  },
});

const service = {
  /** How long one message takes. */
  eachMs: Ms,
  servers: Servers,
};

/** Messages are worked off one after the other; how long a new one has to wait. */
class Counter {
  readonly #eachMs: number;
  #freeMs = 0;

  constructor(eachMs: number) {
    this.#eachMs = eachMs;
  }

  /** How many wait. */
  waiting(nowMs: number): number {
    if (this.#eachMs === 0) return 0;
    return Math.max(0, Math.ceil((this.#freeMs - nowMs) / this.#eachMs));
  }

  take(nowMs: number): number {
    this.#freeMs = Math.max(nowMs, this.#freeMs) + this.#eachMs;
    return this.#freeMs - nowMs;
  }
}

export const slowCpu = faultRule({
  name: "slow-cpu",
  family: "server",
  about: "Servers work messages off one after the other, and each takes its time.",
  example: "eachMs=2s servers=one",
  fields: service,
  begin(scene, { eachMs, servers: words }) {
    const servers = serversOf(scene, words);
    const counters = new Map(servers.map((server) => [server, new Counter(eachMs)]));
    const end = scene.world.obstacles.add({
      arrival: ({ to, nowMs }) => counters.get(to)?.take(nowMs) ?? passes,
    });
    return { what: `${naming(scene, servers)}: each message takes ${eachMs} ms`, servers, end };
  },
});

export const overload = faultRule({
  name: "overload",
  family: "server",
  about: "As slow-cpu, and where too many messages wait already the next ones are refused.",
  example: "eachMs=1s most=5 servers=one",
  fields: {
    ...service,
    eachMs: Type.Integer({ minimum: 1, maximum: 86_400_000 }),
    most: optional(Count),
  },
  begin(scene, { eachMs, most = 10, servers: words }) {
    const servers = serversOf(scene, words);
    const counters = new Map(servers.map((server) => [server, new Counter(eachMs)]));
    const end = scene.world.obstacles.add({
      arrival({ to, nowMs }) {
        const counter = counters.get(to);
        if (counter === undefined) return passes;
        return counter.waiting(nowMs) >= most ? refused : counter.take(nowMs);
      },
    });
    const what = `${naming(scene, servers)}: ${eachMs} ms a message, ${most} may wait`;
    return { what, servers, end };
  },
});
