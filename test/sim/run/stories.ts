// Short stories for tests of runs, and questions that tests ask of a trace.
import { generate, run, scenario } from "../../../sim/run/index.ts";
import type { GenerateOptions, Plan, RunOptions, RunResult } from "../../../sim/run/index.ts";
import type { ScenarioInput } from "../../../sim/run/index.ts";
import type { NetRecord, TraceRecord } from "../../../sim/trace/records.ts";
import type { Stage } from "../../../sim/run/index.ts";

/** Names of the servers of short stories; one user lives on each. */
export const [alpha, bravo, charlie] = ["alpha.test", "bravo.test", "charlie.test"];
/** Their numbers. */
export const [a, b, c] = [0, 1, 2];

/** Who takes part in a short story. */
export function cast(stage: Stage, options: Partial<Parameters<Stage["room"]>[0]> = {}) {
  const ada = stage.user("ada", alpha);
  const bob = stage.user("bob", bravo);
  const cay = stage.user("cay", charlie);
  const room = stage.room({
    ...{ by: ada, moderators: [bob], members: [cay], founding: "instant" },
    ...options,
  });
  return { ada, bob, cay, room };
}

/** The plan of a story with three servers. */
export function tell(
  story: (stage: Stage) => void,
  more: Partial<Omit<ScenarioInput, "story">> & Partial<GenerateOptions> = {},
): Plan {
  const { seed = "1", servers = [alpha, bravo, charlie], roomVersion = "11", ...input } = more;
  const made = scenario({ name: "short", about: "A short story.", ...input, servers, story });
  return generate(made, { seed, roomVersion });
}

/** The plan of a long talk at odd times, with loss, a split and held messages: much to make plain. */
export const longTalk = (): Plan =>
  tell(
    (stage) => {
      const { ada, bob, cay, room } = cast(stage);
      for (let n = 0; n < 8; n++) stage.after(60_000 * n + 123).do(ada.say(room, `${n}`));
      stage.after("1s").partition([alpha]).hold([bravo]);
      stage.after("20m").heal().release().do(bob.say(room, "b"), cay.say(room, "c"));
    },
    { loss: { numerator: 1, denominator: 10 }, nudges: 2 },
  );

/** Tells a story and runs it. */
export function runStory(
  story: (stage: Stage) => void,
  more: Parameters<typeof tell>[1] & { options?: RunOptions } = {},
): RunResult {
  const { options, ...input } = more;
  return run(tell(story, input), options);
}

export type Kind = TraceRecord["kind"];

/** The records of a kind. */
export function records<K extends Kind>(
  result: Pick<RunResult, "records">,
  kind: K,
): Extract<TraceRecord, { kind: K }>[] {
  return result.records.filter((record) => record.kind === kind) as never;
}

/** The trace's number of the message with a body. */
export function said(result: RunResult, body: string): number {
  for (const { index, pdu } of records(result, "event")) {
    if ((pdu as { content: { body?: unknown } }).content.body === body) return index;
  }
  throw new Error(`nobody said "${body}"`);
}

/** When an event arrived at each server, undefined where it never did. */
export function arrivalsOf(result: RunResult, event: number): (number | undefined)[] {
  const times: (number | undefined)[] = result.plan.servers.map(() => undefined);
  for (const arrival of records(result, "arrive")) {
    if (arrival.event === event) times[arrival.server] ??= arrival.atMs;
  }
  return times;
}

/** Requests between two servers, in either direction or in one. */
export function between(result: RunResult, from: number, to: number): NetRecord[] {
  return records(result, "net").filter((net) => net.from === from && net.to === to);
}

/** Result of a check. */
export function verdictOf(result: RunResult, check: string): string {
  const verdict = result.verdicts.find((one) => one.check === check);
  return verdict === undefined ? "not judged" : verdict.result;
}
