// No author: servers, users, deeds and faults are drawn from the seed. `rashomon sweep --swarm` looks
// for trouble that nobody thought of; `rashomon run swarm --seed N` shows one of its runs.
import { scenario, swarmPlan } from "../sim/index.ts";

export const swarm = scenario({
  name: "swarm",
  about:
    "Servers, users, what they do and what breaks are drawn by chance; no two seeds are alike.",
  servers: 8,
  story: () => undefined,
  plan: swarmPlan,
});
