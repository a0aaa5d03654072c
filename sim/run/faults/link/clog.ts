// Messages that wait: of what servers send, of what they receive, or of a pair. When a clog ends,
// all that waited arrives. Swizzling clogs a half one by one and frees it in another order, which is
// known to find more than any single cut.
import { Type } from "typebox";
import { Count, faultRule, Ms, optional, Servers, word } from "../fault-rule.ts";
import type { Scene } from "../fault-rule.ts";
import { naming, serversOf, shuffled } from "../where.ts";

type Link = [number, number];

function linksFrom({ world }: Scene, servers: readonly number[], way: "send" | "receive" | "both") {
  const links: Link[] = [];
  for (const server of servers) {
    for (let other = 0; other < world.serverCount; other++) {
      if (other === server) continue;
      if (way !== "receive") links.push([server, other]);
      if (way !== "send") links.push([other, server]);
    }
  }
  return links;
}

export const clog = faultRule({
  name: "clog",
  family: "link",
  about: "What servers send, receive, or both waits, and arrives when the clog ends.",
  example: "way=send servers=alpha.test",
  fields: { way: optional(word("send", "receive", "both")), servers: Servers },
  begin(scene, { way = "both", servers: words }) {
    const servers = serversOf(scene, words);
    const links = linksFrom(scene, servers, way);
    const id = scene.world.faults.hold({ pairs: links });
    const end = () => {
      scene.world.faults.release(id);
      scene.world.wire.releaseHeld();
    };
    const what = `${naming(scene, servers)}: ${way === "both" ? "all" : way} waits`;
    return { what, as: { verb: "hold", links }, servers, end };
  },
});

export const clogPair = faultRule({
  name: "clog-pair",
  family: "link",
  about: "What two servers send each other waits, and arrives when the clog ends.",
  example: "servers=alpha.test to=bravo.test",
  fields: { servers: Servers, to: Servers, oneWay: optional(Type.Boolean()) },
  begin(scene, { servers: ours, to: theirs, oneWay = false }) {
    const servers = serversOf(scene, ours);
    const links: Link[] = [];
    for (const from of servers) {
      for (const to of serversOf(scene, theirs, "to")) {
        if (from !== to) links.push([from, to], ...(oneWay ? [] : [[to, from] as Link]));
      }
    }
    const id = scene.world.faults.hold({ pairs: links });
    const end = () => {
      scene.world.faults.release(id);
      scene.world.wire.releaseHeld();
    };
    return { what: "messages of a pair wait", as: { verb: "hold", links }, servers, end };
  },
});

/** Names the draws of what follows; far from those of steps, nudges and ends. */
const swizzleCause = 1 << 30;

export const swizzle = faultRule({
  name: "swizzle",
  family: "link",
  about: "A half of the servers clogs one by one, and is freed one by one in another order.",
  example: "everyMs=3s",
  fields: { everyMs: Ms, count: optional(Count) },
  begin(scene, { everyMs, count }) {
    const { world, step } = scene;
    const half = count ?? Math.max(1, world.serverCount >> 1);
    const servers = shuffled(scene, "swizzle").slice(0, half);
    const order = shuffled(scene, "swizzle order").filter((server) => servers.includes(server));
    const holds = new Map<number, number>();
    let over = false;
    const free = (server: number) => {
      const id = holds.get(server);
      if (id === undefined) return;
      holds.delete(server);
      world.faults.release(id);
      world.wire.releaseHeld();
    };
    const at = (n: number, call: () => void) =>
      world.at(world.now() + n * everyMs, swizzleCause + (step % 1024) * 1024 + n, call);
    for (const [n, server] of servers.entries()) {
      const pairs = linksFrom(scene, [server], "both");
      at(n, () => {
        if (!over) holds.set(server, world.faults.hold({ pairs }));
      });
    }
    for (const [n, server] of order.entries()) at(servers.length + n, () => free(server));
    const what = `${naming(scene, servers)} clog one by one, freed as ${naming(scene, order)}`;
    const end = () => {
      over = true;
      for (const server of order) free(server);
    };
    return { what, servers, end };
  },
});
