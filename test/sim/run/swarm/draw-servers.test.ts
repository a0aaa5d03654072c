// How the servers of a swarm behave, and that who asks for a policy gets it for all of them.
import { expect, test } from "vitest";
import { policy } from "../../../../sim/server/policy.ts";
import { roomVersion } from "../../../../sim/protocol/room-version.ts";
import { dialectKnows, dialects } from "../../../../sim/protocol/state-res/dialect.ts";
import { swarmPlan } from "../../../../sim/run/index.ts";
import { drawServers } from "../../../../sim/run/swarm/draw-servers.ts";

const plans = Array.from({ length: 300 }, (_, n) => swarmPlan({ seed: `${n + 1}` }));
const dialectOf = (server: { policy?: string; dialect?: string }) =>
  server.dialect ?? policy(server.policy ?? "synapse").dialect;

test("whoever shares a room shares a dialect, and the room's version knows it", () => {
  const seen = new Set<string>();
  for (const { seed, servers, rooms } of plans) {
    const own = [...new Set(servers.map(dialectOf))];
    expect([seed, own]).toEqual([seed, [expect.any(String)]]);
    expect(dialectKnows(own[0], roomVersion(rooms[0].version))).toBe(true);
    seen.add(own[0]);
  }
  expect(seen).toEqual(new Set(dialects.keys()));
});

test("Synapse to the letter stands beside Synapse in some rooms, and alone in others", () => {
  const letter = plans.map(({ servers }) =>
    servers.filter((server) => server.policy === "synapse-to-the-letter"),
  );
  const isAll = (n: number) => letter[n].length === plans[n].servers.length;
  const some = plans.filter((_, n) => letter[n].length > 0 && !isAll(n));
  const all = plans.filter((_, n) => isAll(n));
  expect(some.length).toBeGreaterThan(12);
  expect(all.length).toBeGreaterThan(12);
});

test("a policy that is asked for is everybody's, in its own dialect", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { servers } = swarmPlan({ seed: `${seed}`, policy: "minimal" });
    expect(new Set(servers.map((row) => `${row.policy} ${row.dialect}`)).size).toBe(1);
    expect(servers[0]).toMatchObject({ policy: "minimal" });
    expect(servers[0].dialect).toBeUndefined();
  }
});

test("to the letter or not, places, clocks and number of servers are those of the seed", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const bare = (policy?: string) =>
      drawServers(`${seed}`, policy === undefined ? { seed: "" } : { seed: "", policy }).length;
    expect(bare("synapse")).toBe(bare());
  }
});
