// The origins that tell a simulated room: its own servers, with the names and keys that signed it.
import { bridgePolicy } from "../../sim/bridge/bridge-policy.ts";
import { Origins } from "../../sim/bridge/origins.ts";
import { bothRecorders, silentRecorder } from "../../sim/bridge/recorder.ts";
import type { Recorder } from "../../sim/server/index.ts";
import type { FederationTarget } from "./target.ts";
import type { SimulatedRoom } from "./verify-result.ts";

/**
 * Starts them, with the way to the target.
 * @param input `recorder` is told what they do; `reasons` is given, by event ID, why the viewpoint did not accept an event
 */
export async function originsOfStory(
  { names, seed, viewpoint, refusedWords = [] }: SimulatedRoom,
  input: {
    readonly target: FederationTarget;
    readonly reasons: Map<string, string>;
    readonly recorder?: Recorder | undefined;
  },
): Promise<Origins> {
  const { target, reasons, recorder = silentRecorder } = input;
  const why: Recorder = {
    ...silentRecorder,
    arrived: ({ server, room: { graph }, event, why }) => {
      if (server !== viewpoint || why === undefined) return;
      reasons.set(graph.id(event), `check ${why.check}, rule ${why.rule}: ${why.detail}`);
    },
  };
  const origins = await Origins.start({
    ...{ names, seed, routes: new Map([[target.name, target.url]]) },
    // A story that races can leave the target's join out of a server's state for a while, and the
    // target must still be able to fetch what it is told of.
    policy: { ...bridgePolicy, answersResidentsOnly: false },
    recorder: bothRecorders(why, recorder),
  });
  for (const server of origins.servers) server.refusedWords = refusedWords[server.number];
  return origins;
}
