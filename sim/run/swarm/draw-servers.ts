// The servers of a swarm and the wire between them: how many, how they behave, where they are, how
// their clocks go. Whoever differs in behaviour follows one dialect with all others, for servers of
// different dialects part by design, which is no news (`rashomon mixed` counts that).
import { awsRegions } from "../../engine/index.ts";
import { dialectKnows, dialects } from "../../protocol/state-res/dialect.ts";
import { roomVersion } from "../../protocol/room-version.ts";
import type { Plan } from "../plan/plan.ts";
import type { GenerateOptions } from "../story/scenario.ts";
import { Dice } from "./dice.ts";

type Servers = Plan["servers"];

/** Servers that behave as asked for, or as is drawn. */
export function drawServers(seed: string, options: GenerateOptions): Servers {
  const dice = new Dice(seed, "servers");
  const count = options.servers ?? dice.between(2, 9);
  const mix = options.policy ?? dice.pick(["synapse", "synapse", "minimal", "mixed"]);
  const places = dice.oneIn(3);
  const servers = Array.from({ length: count }, (_, n) => {
    const policy = mix === "mixed" ? dice.pick(["synapse", "minimal"]) : mix;
    const dialect = mix === "mixed" ? { dialect: "spec" } : {};
    const region = places ? { region: dice.pick(awsRegions.slice(0, 4)) } : {};
    const clockOffsetMs = dice.oneIn(6) ? { clockOffsetMs: dice.between(-60_000, 60_000) } : {};
    return { name: `hs${n + 1}`, policy, ...dialect, ...region, ...clockOffsetMs };
  });
  return options.policy === undefined ? drawLetter(seed, servers) : servers;
}

/** In a third of the seeds all, or some, of what would be Synapse is Synapse to the letter. */
function drawLetter(seed: string, servers: Servers): Servers {
  const dice = new Dice(seed, "letter");
  if (!dice.oneIn(3)) return servers;
  const isAll = dice.oneIn(2);
  return servers.map((row) => {
    if (row.policy !== "synapse" || !(dice.oneIn(2) || isAll)) return row;
    return { ...row, policy: "synapse-to-the-letter" };
  });
}

/** In a quarter of the seeds all servers follow a dialect that is not their policy's own. */
export function drawDialect(seed: string, servers: Servers, version: string): Servers {
  const dice = new Dice(seed, "dialect");
  if (!dice.oneIn(4)) return servers;
  const dialect = dice.pick([...dialects.keys()]);
  if (!dialectKnows(dialect, roomVersion(version))) return servers;
  return servers.map((row) => ({ ...row, dialect }));
}

/** How long messages are under way. */
export function drawNetwork(seed: string, servers: Servers): Plan["network"] {
  const dice = new Dice(seed, "network");
  const regions = servers.map(({ region }) => region);
  if (regions.every((region) => region !== undefined)) {
    const delay = { kind: "regions", regions, jitterMs: dice.between(0, 50) };
    return { delay: delay as Plan["network"]["delay"] };
  }
  if (dice.oneIn(3)) return { delay: { kind: "constant", ms: dice.scaled(1, 500) } };
  const minMs = dice.scaled(1, 100);
  return { delay: { kind: "uniform", minMs, maxMs: minMs + dice.scaled(1, 2000) } };
}
