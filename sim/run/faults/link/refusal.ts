// Messages that are turned away: an error status, a closed port, a name that cannot be resolved; and
// connections that hang. What is refused the sender knows at once; what hangs only when it gives up.
import { Type } from "typebox";
import { chance } from "../../../engine/index.ts";
import { chanceOf, faultRule, Ms, optional, Servers, Share, word } from "../fault-rule.ts";
import { lost, passes, refused } from "../obstacles.ts";
import { endpoints } from "../partition/endpoints.ts";
import { linksBetween, naming, serversOf } from "../where.ts";

const all = { numerator: 1, denominator: 1 };
const places = {
  servers: optional(Servers),
  to: optional(Servers),
  oneWay: optional(Type.Boolean()),
};

export const errorStatus = faultRule({
  name: "error-status",
  family: "link",
  about: "A share of messages is answered with 429 or an error of the server, which is no answer.",
  example: "status=503 share=1/2 servers=bravo.test",
  fields: {
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    share: optional(Share),
    endpoints: optional(Type.Array(word(...endpoints), { minItems: 1 })),
    servers: Servers,
  },
  begin(scene, { status, share = all, endpoints: some = endpoints, servers: words }) {
    const servers = serversOf(scene, words);
    const draws = chanceOf(scene, "error status");
    const end = scene.world.obstacles.add({
      arrival: ({ from, to, number, endpoint }) => {
        if (!servers.includes(to) || !some.includes(endpoint)) return passes;
        const hit = chance(draws.at3(from, number, to), share.numerator, share.denominator);
        return hit ? refused : passes;
      },
    });
    const what = `${naming(scene, servers)}: ${share.numerator} in ${share.denominator} answers are ${status}`;
    return { what, servers, end };
  },
});

/** How Synapse looks a server up before it connects; each fails in its own way. */
export const unreachable = faultRule({
  name: "unreachable",
  family: "link",
  about:
    "Name, certificate or .well-known of a server fail: nobody gets in, it gets out; after a failed lookup the next ones fail without a try for two minutes.",
  example: "why=well-known servers=bravo.test",
  fields: {
    why: optional(word("dns", "tls", "well-known")),
    cacheMs: optional(Ms),
    servers: Servers,
  },
  begin(scene, { why = "dns", cacheMs = why === "well-known" ? 120_000 : 0, servers: words }) {
    const servers = serversOf(scene, words);
    /** By sender and recipient: until when the failed lookup is remembered. */
    const failed = new Map<string, number>();
    let over = false;
    const remove = scene.world.obstacles.add({
      arrival: ({ from, to, nowMs }) => {
        if (!servers.includes(to)) return passes;
        const key = `${from} ${to}`;
        if (!over) failed.set(key, nowMs + cacheMs);
        return !over || nowMs < (failed.get(key) ?? 0) ? refused : passes;
      },
    });
    const end = () => {
      over = true;
      if (cacheMs === 0) return remove();
      const { world, step } = scene;
      world.at(world.now() + cacheMs, lookupCause + step, remove);
    };
    return { what: `${naming(scene, servers)}: ${why} fails`, servers, end };
  },
});

/** Names the draws of what follows from a lookup's end; far from those of steps and nudges. */
const lookupCause = (1 << 30) + (1 << 29);

export const halfOpen = faultRule({
  name: "half-open",
  family: "link",
  about: "What others open to a server hangs until they give up; what it opens itself works.",
  example: "servers=alpha.test",
  fields: { servers: Servers, to: optional(Servers) },
  begin(scene, { servers: words, to }) {
    const servers = serversOf(scene, words);
    const { meant } = linksBetween(scene, { servers: to, to: words, oneWay: true });
    const end = scene.world.obstacles.add({
      arrival: ({ from, to: target }) => (meant(from, target) ? lost : passes),
    });
    return { what: `${naming(scene, servers)}: connections from others hang`, servers, end };
  },
});

export const timeouts = faultRule({
  name: "timeouts",
  family: "link",
  about: "Answers come later than the sender waits, though all was worked off.",
  example: "share=1/3 servers=alpha.test",
  fields: { share: optional(Share), ...places },
  begin(scene, { share = all, ...ends }) {
    const { meant, words, servers } = linksBetween(scene, ends);
    const draws = chanceOf(scene, "timeouts");
    const lateMs = 3 * scene.world.timeoutMs;
    const end = scene.world.obstacles.add({
      answer: ({ from, to, number }) => {
        const hit = chance(draws.at3(from, number, to), share.numerator, share.denominator);
        return meant(from, to) && hit ? lateMs : passes;
      },
    });
    const what = `${words}: ${share.numerator} in ${share.denominator} answers come too late`;
    return { what, servers, end };
  },
});
