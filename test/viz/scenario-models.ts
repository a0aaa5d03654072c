// Models of real runs for tests of the viewer: a scenario is run in memory and its trace read back.
import { scenarios } from "../../scenarios/index.ts";
import { generate, run } from "../../sim/run/index.ts";
import type { TraceRecord } from "../../sim/trace/records.ts";
import { writeTrace } from "../../sim/trace/write.ts";
import { buildModel, readRecords, type Model } from "../../viz/model/index.ts";

/** The records of a scenario's run, as the page reads them. */
export function scenarioRecords(name: string, seed = "1"): TraceRecord[] {
  const scenario = scenarios.get(name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const { records } = run(generate(scenario, { seed }));
  const reading = readRecords(writeTrace(records));
  if (!reading.ok) throw new Error(reading.message);
  return reading.records;
}

/** The model of a scenario's run. */
export function scenarioModel(name: string, seed?: string): Model {
  return buildModel(scenarioRecords(name, seed));
}

/** The event whose words contain a text; throws unless there is exactly one. */
export function findEvent(model: Model, wanted: (text: string) => boolean): number {
  const found = model.events.filter(({ pdu }) => wanted(JSON.stringify(pdu)));
  if (found.length !== 1) throw new Error(`${found.length} events instead of one`);
  return found[0].index;
}
