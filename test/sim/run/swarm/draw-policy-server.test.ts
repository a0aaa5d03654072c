// Policy servers of a swarm: they are drawn, they stop things, and faults hit them.
import { expect, test } from "vitest";
import { run, swarmPlan, type Plan } from "../../../../sim/run/index.ts";
import { Dice } from "../../../../sim/run/swarm/dice.ts";
import { drawPolicyServer } from "../../../../sim/run/swarm/draw-policy-server.ts";

const plans = Array.from({ length: 400 }, (_, n) => swarmPlan({ seed: `${n + 1}` }));
const signersOf = ({ servers }: Plan) => servers.filter((server) => server.policyServer);
const withSigners = plans.filter((plan) => signersOf(plan).length > 0);

test("about one seed in four has a policy server, and a user names it", () => {
  expect(withSigners.length).toBeGreaterThan(60);
  expect(withSigners.length).toBeLessThan(140);
  for (const { seed, servers, steps, about } of withSigners) {
    const named = steps.flatMap((step) =>
      "user" in step && step.action.kind === "policy-server" ? [step.action.via] : [],
    );
    const signers = signersOf({ servers } as Plan).map(({ name }) => name);
    expect([seed, new Set(named)]).toEqual([seed, new Set(signers)]);
    expect(about).toContain("a policy server");
  }
  expect(withSigners.some((plan) => signersOf(plan).length === 2)).toBe(true);
});

test("it is cut off, down, deaf, passed over, or signs with another key, in one seed or another", () => {
  const troubles = new Set<string>();
  for (const plan of withSigners) {
    const names = signersOf(plan).map(({ name }) => name);
    for (const step of plan.steps) {
      if (!("rule" in step)) continue;
      const {
        name,
        servers = [],
        to = [],
      } = step.rule as { name: string } & Record<string, string[]>;
      if ([...servers, ...to].some((server) => names.includes(server))) troubles.add(name);
    }
  }
  for (const name of ["cut-off", "crash", "endpoints-closed", "policy-key-rotation"]) {
    expect(troubles).toContain(name);
  }
  expect(troubles).toContain("policy-server-skipped");
});

test("what it does not sign is refused where it is made, or soft-fails where it comes", () => {
  let refused = 0;
  let softFailed = 0;
  for (const plan of withSigners.slice(0, 25)) {
    for (const record of run({ ...plan, checks: [] }).records) {
      if (record.kind === "op" && /does not sign it/.test(record.why ?? "")) refused++;
      if (record.kind === "arrive" && record.why?.rule === "policy-server") softFailed++;
    }
  }
  expect(refused).toBeGreaterThan(50);
  expect(softFailed).toBeGreaterThan(10);
});

test("a seed without one is left as it was", () => {
  const { servers, steps } = plans[0];
  const crowd = { users: ["@a:hs1"], mighty: ["@a:hs1"], servers: ["hs1"], heat: 0 };
  for (let seed = 1; seed <= 20; seed++) {
    const own = [...steps];
    const ground = { crowd, servers, steps: own, startMs: 0, lastMs: 1000, healMs: 9000 };
    const drawn = drawPolicyServer(new Dice(`${seed}`, "policy server"), ground);
    const isDrawn = own.length > steps.length;
    expect(drawn === servers).toBe(!isDrawn);
    expect(own.slice(0, steps.length)).toEqual(steps);
  }
});
