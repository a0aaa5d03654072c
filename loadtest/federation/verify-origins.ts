// The origins that tell a simulated room: its own servers, with the names and keys that signed it.
import { bridgePolicy } from "../../sim/bridge/bridge-policy.ts";
import { Origins } from "../../sim/bridge/origins.ts";
import { silentRecorder } from "../../sim/bridge/recorder.ts";
import type { FederationTarget } from "./target.ts";
import type { SimulatedRoom } from "./verify-result.ts";

/**
 * Starts them, with the way to the target.
 * @param reasons is given, by event ID, why the viewpoint did not accept an event
 */
export async function originsOfStory(
  { names, seed, viewpoint }: SimulatedRoom,
  { target, reasons }: { target: FederationTarget; reasons: Map<string, string> },
): Promise<Origins> {
  return await Origins.start({
    ...{ names, seed, routes: new Map([[target.name, target.url]]) },
    // A story that races can leave the target's join out of a server's state for a while, and the
    // target must still be able to fetch what it is told of.
    policy: { ...bridgePolicy, answersResidentsOnly: false },
    recorder: {
      ...silentRecorder,
      arrived: ({ server, room: { graph }, event, why }) => {
        if (server !== viewpoint || why === undefined) return;
        reasons.set(graph.id(event), `check ${why.check}, rule ${why.rule}: ${why.detail}`);
      },
    },
  });
}
