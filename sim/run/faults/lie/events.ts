// Lies in events: what they stand on, what they say of themselves, who gets them. Each makes one
// server's own users the tools of a liar; the other servers behave as ever.
import { Type } from "typebox";
import { below } from "../../../engine/index.ts";
import type { Pdu } from "../../../protocol/event.ts";
import type { EventIndex } from "../../../protocol/room-graph.ts";
import { equivocate, verdict, type Lies, type Replica } from "../../../server/index.ts";
import { chanceOf, faultRule, optional, Servers, type Begun, type Scene } from "../fault-rule.ts";
import { doing, naming, serversOf } from "../where.ts";

/** Lets some servers lie until the end; several lies of one server add up. */
export function lie(
  scene: Scene,
  words: readonly string[],
  what: string,
  liesOf: (server: number) => Lies,
): Begun {
  const servers = serversOf(scene, words);
  const { open, servers: homeservers } = scene.world;
  const apply = (server: number) => {
    homeservers[server].lies = Object.assign({}, ...open.lies.of(server)) as Lies;
  };
  const ends = servers.map((server) => open.lies.add(server, liesOf(server)));
  servers.forEach(apply);
  const end = () => {
    for (const each of ends) each();
    servers.forEach(apply);
  };
  return { what: doing(scene, servers, what), servers, end };
}

/** An accepted event so many steps back in the room, by first prev events. */
function stepsBack(replica: Replica, steps: number): EventIndex | undefined {
  const { graph, sets } = replica.shared;
  let event = sets.members(replica.extremities)[0];
  for (let n = 0; n < steps && event !== undefined && graph.prevCount(event) > 0; n++) {
    const prev = graph.prev(event, 0);
    if (!replica.has(prev) || replica.verdictOf(prev) !== verdict.accepted) break;
    event = prev;
  }
  return event;
}

const backFields = {
  steps: Type.Integer({ minimum: 1, maximum: 10_000 }),
  servers: Servers,
};

export const backDatedPrev = faultRule({
  name: "back-dated-prev",
  family: "lie",
  about: "A server's events stand on the past, as if it had not seen what came since.",
  example: "steps=10 servers=bravo.test",
  fields: backFields,
  begin: (scene, { steps, servers }) =>
    lie(scene, servers, `build on the past, ${steps} steps back`, () => ({
      onto(replica) {
        const event = stepsBack(replica, steps);
        return event === undefined ? undefined : { prevs: [event] };
      },
    })),
});

export const backDatedAuth = faultRule({
  name: "back-dated-auth",
  family: "lie",
  about: "A server's events stand on the newest events, but cite the auth events of the past.",
  example: "steps=10 servers=bravo.test",
  fields: backFields,
  begin: (scene, { steps, servers }) =>
    lie(scene, servers, `cite auth events of ${steps} steps back`, () => ({
      onto(replica, draft) {
        const event = stepsBack(replica, steps);
        if (event === undefined) return undefined;
        const { graph } = replica.shared;
        const then = replica.stateBefore(event);
        const types = ["m.room.create", "m.room.power_levels", "m.room.join_rules"];
        const slots = types.map((type) => graph.slotOf(type, ""));
        slots.push(graph.slotOf("m.room.member", draft.sender));
        if (graph.version.roomIdIsCreateHash) slots.shift();
        const isMember = draft.type === "m.room.member";
        if (!isMember) slots.splice(slots.indexOf(graph.slotOf("m.room.join_rules", "")), 1);
        const auths = slots.map((slot) => graph.states.get(then, slot)).filter((at) => at >= 0);
        return { auths };
      },
    })),
});

export const fanIn = faultRule({
  name: "fan-in",
  family: "lie",
  about:
    "A server's events cite as many prev events as the rules allow, drawn from all of the room.",
  example: "prevs=20 servers=alpha.test",
  fields: { prevs: Type.Integer({ minimum: 1, maximum: 20 }), servers: Servers },
  begin(scene, { prevs, servers }) {
    const draws = chanceOf(scene, "fan-in");
    let made = 0;
    return lie(scene, servers, `cite ${prevs} prev events`, () => ({
      onto(replica) {
        const known: EventIndex[] = [];
        replica.forEachKnown((event, value) => {
          if (value === verdict.accepted && replica.has(event)) known.push(event);
        });
        const chosen = new Set<EventIndex>(replica.shared.sets.members(replica.extremities));
        made++;
        for (let n = 0; chosen.size < prevs && n < 4 * prevs && known.length > 0; n++) {
          chosen.add(known[below(draws.at2(made, n), known.length)]);
        }
        return { prevs: [...chosen].slice(0, prevs) };
      },
    }));
  },
});

export const fanOut = faultRule({
  name: "fan-out",
  family: "lie",
  about:
    "All that a server makes stands on one and the same event, so each of its events is an end.",
  example: "servers=alpha.test",
  undrawn: true,
  fields: { servers: Servers },
  begin: (scene, { servers }) =>
    lie(scene, servers, "build on one event for ever", () => {
      const bases = new Map<number, EventIndex>();
      return {
        onto({ shared, extremities }) {
          const base = bases.get(shared.number) ?? shared.sets.members(extremities)[0];
          if (base === undefined) return undefined;
          bases.set(shared.number, base);
          return { prevs: [base] };
        },
      };
    }),
});

export const depthLie = faultRule({
  name: "depth-lie",
  family: "lie",
  about: "A server's events claim a depth of its choice, by default the largest there is.",
  example: "depth=1 servers=alpha.test",
  breaks: ["well-formed"],
  fields: { depth: optional(Type.Integer({ minimum: 1, maximum: 2 ** 53 - 1 })), servers: Servers },
  begin: (scene, { depth = 2 ** 53 - 1, servers }) =>
    lie(scene, servers, `claim depth ${depth}`, () => ({ onto: () => ({ depth }) })),
});

export const badHash = faultRule({
  name: "bad-hash",
  family: "lie",
  about: "The content hashes of a server's events do not hold.",
  example: "servers=alpha.test",
  breaks: ["converges", "delivery", "well-formed"],
  fields: { servers: Servers },
  begin: (scene, { servers }) =>
    lie(scene, servers, "write wrong content hashes", () => ({
      spoil: (pdu) => ({ ...pdu, hashes: { sha256: "A".repeat(43) } }),
    })),
});

export const badSignature = faultRule({
  name: "bad-signature",
  family: "lie",
  about: "The signatures of a server's events do not hold.",
  example: "servers=alpha.test",
  breaks: ["converges", "delivery", "well-formed"],
  fields: { servers: Servers },
  begin: (scene, { servers }) =>
    lie(scene, servers, "sign wrongly", () => ({ spoil: withWrongSignature })),
});

function withWrongSignature(pdu: Pdu): Pdu {
  const signatures = Object.entries(pdu.signatures ?? {}).map(([server, keys]) => {
    const wrong = Object.keys(keys ?? {}).map((key) => [key, "A".repeat(43)]);
    return [server, Object.fromEntries(wrong) as Record<string, string>];
  });
  return { ...pdu, signatures: Object.fromEntries(signatures) as NonNullable<Pdu["signatures"]> };
}

export const equivocation = faultRule({
  name: "equivocation",
  family: "lie",
  about: "A server makes two events in place of one, and tells each half of the others another.",
  example: "servers=alpha.test",
  breaks: ["delivery"],
  fields: { servers: Servers },
  begin: (scene, { servers }) =>
    lie(scene, servers, "tell each half something else", (server) => ({
      share(replica, event, to) {
        const home = scene.world.servers[server];
        if (replica.shared.serverOfSender(event) !== server) return [[event, to]];
        const twin = equivocate(home, replica, event);
        const half = to.length >> 1;
        return [
          [event, to.slice(0, half)],
          [twin, to.slice(half)],
        ];
      },
    })),
});

export const withheldEvents = faultRule({
  name: "withheld-events",
  family: "lie",
  about: "A server sends its events to some servers only; the others learn of them by gaps.",
  example: "servers=alpha.test to=minority",
  breaks: ["delivery"],
  fields: { servers: Servers, to: Servers },
  begin(scene, { servers, to: words }) {
    const favoured = serversOf(scene, words, "to");
    return lie(scene, servers, `send to ${naming(scene, favoured)} only`, () => ({
      share: (_replica, event, to) => [[event, to.filter((server) => favoured.includes(server))]],
    }));
  },
});
