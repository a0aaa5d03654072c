// Loads two targets in blocks, for `rashomon load compare`: the same stage, mix, rate and seeds on
// both. A load that says nothing (a rate limiter, a busy generator) is made again, and then refused.
import { findingOf, type Refusal } from "../../../loadtest/capacity/index.ts";
import {
  figuresOf,
  interleave,
  pairsMax,
  type Measure,
  type Pair,
  type Side,
} from "../../../loadtest/compare/index.ts";
import {
  checkTarget,
  limits,
  lookAtServer,
  measuredOf,
  parseMix,
  runProbe,
  setStage,
  usualMix,
  type AccountSource,
  type Stage,
} from "../../../loadtest/driver/index.ts";
import { spansOf } from "./capacity-order.ts";
import type { Options } from "../command.ts";
import { Problem } from "../problem.ts";
import { accountsOf, connectionOf } from "./target-options.ts";

export interface LiveOrder {
  readonly base: string;
  readonly now: string;
  readonly options: Options;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

const triesMax = 3;

/** The pairs of all whole blocks. @throws Problem, LoadProblem */
export async function compareLive({
  base,
  now,
  options,
  signal,
  progress,
}: LiveOrder): Promise<Pair[]> {
  const yes = options.text("yesLoadThisHost");
  const targets = { base: checkTarget(base, yes), new: checkTarget(now, yes) };
  const blocks = options.integer("blocks", { min: 1, max: pairsMax }) ?? 8;
  const ratePerSecond = options.number("rate", { min: 0.1, max: limits.ratePerSecond }) ?? 2;
  const journeys = options.text("journeys");
  const mix = journeys === undefined ? usualMix : parseMix(journeys);
  const seed = options.text("seed") ?? "1";
  const spans = spansOf(options);
  const connection = connectionOf(options);
  const secret = options.text("newRegistrationSecret");
  const accounts = {
    base: accountsOf(options),
    new: accountsOf(options, secret),
  };
  const users = options.integer("users", { min: 2, max: limits.users }) ?? 20;
  const stageOn = async (side: Side): Promise<Stage> => {
    await lookAtServer(targets[side], connection, signal);
    const source: AccountSource = accounts[side];
    return setStage({
      ...{ target: targets[side], users, seed, accounts: source, connection, signal },
      onProgress: ({ what, done, of }) =>
        progress(`setting the stage on ${side}: ${what} ${done} of ${of}`),
    });
  };
  const stages = { base: await stageOn("base"), new: await stageOn("new") };
  const measure: Measure = async (side, at) => {
    const stage = stages[side];
    let refusal: Refusal | undefined;
    for (let tries = 0; tries < triesMax; tries++) {
      const result = await runProbe(
        { stage, mix, ratePerSecond, ...spans, seed: at.seed },
        { connection, signal: at.signal },
      );
      if (result.end.how === "stopped") return undefined;
      refusal = findingOf(result, []).refusals[0];
      if (refusal === undefined)
        return { startedAt: result.startedAt, figures: figuresOf(measuredOf(result)) };
    }
    throw new Problem({ message: refusal?.detail ?? "", remedy: refusal?.remedy ?? "" });
  };
  const pairs = await interleave(measure, {
    ...{ blocks, seed, signal },
    onStep: (done, of, side) => progress(`load ${done + 1} of ${of}, on ${side}`),
  });
  progress("");
  return pairs;
}
