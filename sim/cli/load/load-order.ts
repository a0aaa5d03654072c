// The options of `rashomon load` as an order: read, checked against the limits, and completed by the
// profile's own figures. Nothing is sent from here.
import { join } from "node:path";
import {
  inFlightMax,
  isMeasured,
  isEven,
  journeysIn,
  limits,
  listenersDefaultMax,
  listenRampMs,
  measurableOf,
  newRunId,
  parseMix,
  parseSlos,
  peakOf,
  profileNames,
  profiles,
  sloText,
  usualMix,
  type AccountSource,
  type Connection,
  type K6Settings,
  type LoadPlan,
  type Measurable,
  type Mix,
  type Profile,
  type Segment,
  type Shape,
  type Slo,
  type Stage,
} from "../../../loadtest/driver/index.ts";
import { parseSegment } from "../../../loadtest/fleet/index.ts";
import type { Options } from "../command.ts";
import { Problem } from "../problem.ts";
import { readingAll } from "../every-problem.ts";
import { folderName } from "../run/run-folder.ts";
import { keptStage, mustBeOn } from "./load-files.ts";
import { measuredSlosOf } from "./slo-option.ts";
import { accountsOf, accountsOn, connectionOf, rateLimitOf, targetOf } from "./target-options.ts";
import { crowdOf, driverOf, programOf } from "./workload-options.ts";

/** What is to be done. */
export interface LoadOrder {
  readonly target: string;
  readonly connection: Connection;
  readonly profile: Profile;
  readonly shape: Shape;
  readonly mix: Mix;
  /** The profile's thresholds and the user's. */
  readonly slos: readonly Slo[];
  /** Those that the user asked for: a run that measured nothing for one of them is not whole. */
  readonly asked: readonly Slo[];
  readonly driver: "node" | "k6";
  readonly k6: K6Settings;
  readonly users: number;
  readonly rooms?: number;
  readonly listeners?: number;
  readonly seed: string;
  readonly accounts: AccountSource;
  readonly stageFile?: string;
  /** What is in it; missing where the stage is still to be set, and kept there. */
  readonly stage?: Stage;
  readonly jobFile?: string;
  /** This generator's part, where several share the load; then all have one run id. */
  readonly segment?: Segment;
  readonly runId?: string;
  /** When the load is to begin, in ms since 1970, so that several generators begin together. */
  readonly startAtMs?: number;
  readonly folder: string;
  /** The command that makes it again. */
  readonly again: string;
}

/**
 * @param again the command that makes the load again
 * @throws Problem or LoadProblem where an option is wrong
 */
export function loadOrder(options: Options, again: string): LoadOrder {
  return readingAll(options, (given) => orderOf(given, again));
}

function orderOf(options: Options, again: string): LoadOrder {
  const profile = profiles[options.choice("profile", profileNames) ?? "smoke"];
  const seed = options.text("seed") ?? "1";
  const folder = options.text("out") ?? join("out", "load", profile.name, folderName(seed));
  const named = accountsOf(options);
  const given = named.kind === "given" ? named.accounts.length : undefined;
  const jobFile = options.text("writeJob");
  const mix = options.read("journeys", parseMix) ?? profile.mix ?? usualMix;
  const crowd = crowdOf(options, given === undefined ? {} : { usersMax: given });
  const order = {
    ...{ profile, driver: driverOf(options), seed, folder, mix, again },
    connection: connectionOf(options),
    shape: shapeOf(options, profile),
    ...thresholdsOf(profile, {
      options,
      measurable: measurableOf(journeysIn(mix), crowd.listeners ?? listenersDefaultMax),
    }),
    k6: { summaryFile: join(folder, "k6-summary.json"), ...programOf(options) },
    users: Math.min(given ?? Infinity, profile.users),
    ...crowd,
    ...(jobFile !== undefined && { jobFile }),
    ...partOf(options),
  };
  const target = targetOf(options);
  mustBeOn(target.url, order);
  return { ...order, target: target.url, accounts: accountsOn(target, named) };
}

/** The plan of an order on a stage. */
export function planOf(order: LoadOrder, stage: Stage): LoadPlan {
  const { mix, shape, seed, slos, profile } = order;
  const wanted = order.listeners ?? listenersDefaultMax;
  const listeners = Math.min(wanted, stage.users.length);
  return {
    ...{ stage, mix, shape, seed, listeners, drainMs: profile.drainMs, thresholds: slos },
    runId: order.runId ?? newRunId(),
    ...(order.segment !== undefined && { segment: order.segment }),
    listenRampMs: listenRampMs(listeners),
    inFlightMax: inFlightMax(peakOf(shape)),
    ...(profile.inTurn === true && isEven(mix) && { inTurn: true }),
    ...(profile.endsWhenBroken === true && { abortOn: slos, abortSurely: true }),
  };
}

/** What several generators that share a load must be told. */
function partOf(options: Options): Pick<LoadOrder, "segment" | "runId" | "startAtMs"> {
  const [part, runId, startAt] = ["segment", "runId", "startAt"].map((name) => options.text(name));
  const problem = (message: string, remedy: string, option?: string) =>
    new Problem({ option, message, remedy });
  if (runId !== undefined && !/^[a-z0-9-]{1,40}$/.test(runId)) {
    throw problem(
      `--run-id cannot be ${JSON.stringify(runId)}`,
      "Give small letters, digits, hyphens.",
      "runId",
    );
  }
  const startAtMs = startAt === undefined ? undefined : Date.parse(startAt);
  if (startAtMs !== undefined && !(startAtMs - Date.now() < startWithinMs)) {
    const remedy = "Give a time within an hour, such as 2026-01-31T12:00:00Z.";
    throw problem(`--start-at cannot be ${JSON.stringify(startAt)}`, remedy, "startAt");
  }
  const when = startAtMs === undefined ? {} : { startAtMs };
  if (part === undefined) return { ...when, ...(runId !== undefined && { runId }) };
  if (runId === undefined || options.text("stage") === undefined) {
    throw problem(
      "--segment needs --run-id and --stage: generators that share a load must know each other's messages and users",
      "Give all of them the same --run-id NAME and the same --stage FILE.",
    );
  }
  if (options.read("stage", keptStage) === undefined) {
    throw problem(
      "--segment needs a --stage that is there: each generator would make users of its own",
      "Set it once with --stage FILE --write-job job.json, and give the file to all.",
      "stage",
    );
  }
  try {
    return { ...when, runId, segment: parseSegment(part) };
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw problem(thrown.message, "Mend --segment.", "segment");
  }
}

const startWithinMs = 3_600_000;

function shapeOf(options: Options, profile: Profile): Shape {
  const { max, here } = rateLimitOf(options);
  const rate = options.number("rate", { min: 0.01, max }) ?? profile.rate;
  const duration = options.duration("duration", { minMs: 1_000, maxMs: limits.durationMs });
  const shape = profile.shape(rate, duration ?? profile.durationMs);
  if (peakOf(shape) <= max) return shape;
  throw new Problem({
    option: "rate",
    message: `the profile ${profile.name} would go up to ${peakOf(shape)} journeys per second`,
    remedy: `${max} is the limit ${here ? "" : "for other hosts "}; give a lower --rate.`,
  });
}

/**
 * The profile's thresholds about what these journeys do; what the user gives takes the place of one
 * about the same.
 * @throws Problem where a threshold of the user's would never be measured
 */
function thresholdsOf(
  profile: Profile,
  { options, measurable }: { options: Options; measurable: Measurable },
): Pick<LoadOrder, "slos" | "asked"> {
  const asked = options.read("slo", (text) => measuredSlosOf(text, measurable)) ?? [];
  const subject = (slo: Slo) => sloText(slo).replace(/<.*/, "");
  const replaced = new Set(asked.map(subject));
  const usual = parseSlos(profile.thresholds).filter(
    (slo) => isMeasured(slo, measurable) && !replaced.has(subject(slo)),
  );
  return { slos: [...usual, ...asked], asked };
}
