// Policy servers of a swarm: in some seeds a server of the room signs what others send, refuses some
// of it, and may be out of reach, down, or not asked. All of it is drawn from one stream and added
// behind what was drawn before, so that seeds without a policy server stay as they were.
import type { Plan, PlanRule } from "../plan/plan.ts";
import type { Dice } from "./dice.ts";
import type { Crowd } from "./draw-deed.ts";

/** What is drawn for: who is there, and from when to when things happen. */
export interface PolicyGround {
  readonly crowd: Crowd;
  readonly servers: Plan["servers"];
  readonly steps: Plan["steps"];
  readonly startMs: number;
  readonly lastMs: number;
  /** By then all faults are over. */
  readonly healMs: number;
}

/** Some of what swarms say, as words that a policy server takes for spam. */
const words = ["word 1", "word 2", "topic", "name", "value", "0", "5"];

/** Draws a policy server in one of four seeds: adds its steps, and answers the servers with it. */
export function drawPolicyServer(dice: Dice, ground: PolicyGround): Plan["servers"] {
  if (!dice.oneIn(4)) return ground.servers;
  const { crowd, steps, startMs, lastMs, healMs } = ground;
  const some = dice.oneIn(4) ? [dice.pick(crowd.servers), dice.pick(crowd.servers)] : [];
  const signers = [...new Set([dice.pick(crowd.servers), ...some])];
  const span = Math.max(1, lastMs - startMs);
  for (const via of signers) {
    // One alone is named early, so that it has something to do; several compete for the room.
    const atMs = startMs + dice.below(signers.length > 1 ? span : Math.ceil(span / 4));
    const user = dice.pick(crowd.mighty);
    const action = { kind: "policy-server", via } as const;
    steps.push({ id: steps.length, atMs, room: "room1", user, action });
  }
  const troubles = dice.oneIn(3) ? 0 : dice.between(1, 3);
  for (let n = 0; n < troubles; n++) {
    const atMs = startMs + dice.below(span);
    const leftMs = healMs - atMs;
    const forMs = dice.scaled(Math.ceil(leftMs / 16), leftMs);
    const rule = drawTrouble(dice, dice.pick(signers), crowd);
    steps.push({ id: steps.length, atMs, forMs, rule });
  }
  return ground.servers.map((row) => {
    if (!signers.includes(row.name)) return row;
    return { ...row, policyServer: { refuses: dice.some(words, 1, 3) } };
  });
}

/** What goes wrong around a policy server: nobody reaches it, it is down, or it is passed over. */
function drawTrouble(dice: Dice, signer: string, { servers }: Crowd): PlanRule {
  const kind = dice.pick(["cut-off", "crash", "sign", "policy-key-rotation", "skipped"]);
  switch (kind) {
    case "sign": {
      const by = dice.pick(["refuse", "hang"] as const);
      return { name: "endpoints-closed", endpoints: ["sign"], by, to: [signer] };
    }
    case "skipped":
      return { name: "policy-server-skipped", servers: [dice.pick([...servers, "half"])] };
    default:
      return { name: kind, servers: [signer] } as PlanRule;
  }
}
