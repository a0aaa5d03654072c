// The first record of a trace: who took part, in which rooms, by which plan and program.
import { traceFormat, type MetaRecord } from "../../trace/records.ts";
import { policy } from "../../server/index.ts";
import type { Plan } from "../plan/plan.ts";
import type { World } from "./world.ts";

/** Name and version of this program, as traces hold it. */
export const software = "rashomon 0.1.0";

/**
 * Describes a world that has come to rest: its rooms exist only then.
 * The dialects, and who asks policy servers, are those of the beginning; a fault that changes them says so.
 * @param standsFor by server: the real servers for which it stands in a replay
 */
export function metaRecord(
  world: World,
  plan: Plan,
  standsFor: readonly (readonly string[])[] = [],
): MetaRecord {
  return {
    kind: "meta",
    format: traceFormat,
    scenario: plan.scenario,
    ...(plan.about === undefined ? {} : { about: plan.about }),
    seed: plan.seed,
    level: plan.trace,
    plan,
    servers: world.servers.map((server, n) => ({
      name: server.name,
      policy: server.policy.name,
      dialect: plan.servers[n].dialect ?? policyOf(plan, n).dialect,
      ...(plan.servers[n].region === undefined ? {} : { region: plan.servers[n].region }),
      ...(server.policy.clientsUseStateAfter ? { stateAfter: true as const } : {}),
      ...(policyOf(plan, n).asksPolicyServer ? {} : { asksPolicyServer: false as const }),
      ...(standsFor[n] === undefined ? {} : { standsFor: [...standsFor[n]] }),
    })),
    rooms: world.rooms.map((room) => ({
      id: room.roomId,
      version: room.graph.version.id,
      algorithm: room.graph.version.stateResolution,
    })),
    software,
  };
}

const policyOf = ({ servers }: Plan, n: number) => policy(servers[n].policy ?? "synapse");
