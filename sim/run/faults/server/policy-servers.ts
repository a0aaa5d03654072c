// What goes wrong around policy servers: the one whose key changes, and those who do not ask. That it cannot
// be reached is a matter for `isolate`, `crash` or `endpoints-closed endpoints=sign`.
import { faultRule, Servers, type Setting } from "../fault-rule.ts";
import { lie } from "../lie/events.ts";
import { doing, serversOf } from "../where.ts";

/** Rooms without a policy server notice nothing of these faults. */
function problem(_: unknown, { servers }: Setting): string | undefined {
  if (servers.some(({ policyServer }) => policyServer !== undefined)) return undefined;
  return 'no server of the plan is a policy server; give one "policyServer": { "refuses": [] }';
}

export const policyKeyRotation = faultRule({
  name: "policy-key-rotation",
  family: "server",
  about: "Policy servers sign with a new key until the end, and the rooms still name the old one.",
  example: "servers=policy.test",
  exampleStory: "policy-server",
  asksPolicyServer: true,
  fields: { servers: Servers },
  problem,
  begin(scene, { servers: words }) {
    const { world } = scene;
    const servers = serversOf(scene, words);
    const ends = servers.map((server) => world.policyKeys.rotate(server));
    const what = doing(scene, servers, "sign events with a key that no room names");
    return { what, servers, end: () => ends.forEach((end) => end()) };
  },
});

export const policyServerSkipped = faultRule({
  name: "policy-server-skipped",
  family: "lie",
  about: "A server sends its users' events without asking the room's policy server.",
  example: "servers=half",
  exampleStory: "policy-server",
  asksPolicyServer: true,
  fields: { servers: Servers },
  problem,
  begin: (scene, { servers }) =>
    lie(scene, servers, "will not ask the policy server", () => ({ skipsPolicyServer: true })),
});
