// A search of a simulated server with its report, for the tests of words, plots and page.
import { search } from "../../../loadtest/capacity/coordinator.ts";
import type { CapacityReport } from "../../../loadtest/capacity/page.ts";
import { searchDefaults } from "../../../loadtest/capacity/search.ts";
import { SimulatedServer, type ServerModel } from "./simulated-server.ts";

export async function reportOf(model: ServerModel): Promise<CapacityReport> {
  const server = new SimulatedServer(model, { seed: "1", slo: "p95<500ms, errors<0.1%" });
  const hooks = { signal: new AbortController().signal, records: [], keep: () => {} };
  const { answer, records } = await search(searchDefaults, server, hooks);
  return {
    ...{ title: "Capacity of <host>", unit: "journeys/s", plan: searchDefaults, answer, records },
    facts: [
      ["Target", "http://127.0.0.1:1"],
      ["Again", "rashomon capacity --target '<x>'"],
    ],
  };
}
