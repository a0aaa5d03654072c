// The options of `rashomon capacity` as an order: read and checked against the limits. Nothing is
// sent from here.
import { join } from "node:path";
import { searchDefaults, type SearchPlan } from "../../../loadtest/capacity/index.ts";
import {
  journeysIn,
  limits,
  listenersDefaultMax,
  measurableOf,
  parseMix,
  usualMix,
  type AccountSource,
  type Connection,
  type K6Settings,
  type Mix,
  type Slo,
  type Stage,
} from "../../../loadtest/driver/index.ts";
import { signedLoadDefaults, signedLoadLimits } from "../../../loadtest/federation/index.ts";
import { spokenVersions } from "../../bridge/room-book.ts";
import type { Option, Options } from "../command.ts";
import { Problem } from "../problem.ts";
import { readingAll } from "../every-problem.ts";
import { folderName } from "../run/run-folder.ts";
import { mustBeOn } from "./load-files.ts";
import { federationSlosOf, requireMeasured, slosOf } from "./slo-option.ts";
import {
  accountsOf,
  accountsOn,
  connectionOf,
  elsewhereOf,
  rateLimitOf,
  targetOf,
} from "./target-options.ts";
import { crowdOf, driverOf, programOf } from "./workload-options.ts";

/** What is to be searched, and how. */
export interface CapacityOrder {
  readonly target: string;
  readonly connection: Connection;
  readonly plan: SearchPlan;
  readonly slos: readonly Slo[];
  readonly mix: Mix;
  readonly driver: "node" | "k6";
  readonly k6: K6Settings;
  readonly warmUpMs: number;
  readonly windowMs: number;
  readonly drainMs: number;
  readonly users: number;
  readonly rooms?: number;
  readonly listeners?: number;
  /** Virtual homeservers that send events; without it users act. */
  readonly origins?: number;
  readonly roomVersion: string;
  /** How origins are reached, and the host that was confirmed, where the target is elsewhere. */
  readonly originHost?: string;
  readonly yes?: string;
  readonly seed: string;
  readonly accounts: AccountSource;
  /** A stage of an earlier run; without it one is made and kept until the search ends. */
  readonly stageFile?: string;
  /** What is in that file, where it is there. */
  readonly stage?: Stage;
  /** The capacity that must be there: the exit code says whether it is. */
  readonly atLeast?: number;
  /** Ends the search by then, whatever is known. */
  readonly withinMs?: number;
  readonly anew: boolean;
  readonly folder: string;
  /** The command that goes on, or makes it again. */
  readonly again: string;
}

const slosDefault = "p95(send)<500ms, errors<0.1%, lag.p95<2s";
/** Of events: from when they were due until a user sees them; refused ones and holes are errors. */
const slosOfOrigins = "lag.p95<2s, errors<0.1%";
const usersDefault = 20;

/** Options of a search, whatever is probed. */
export const searchOptions: readonly Option[] = [
  {
    flags: "--start <R>",
    about: "rate to begin with, per second (default: a quick look finds it)",
  },
  { flags: "--min <R>", about: `lowest rate to probe (default: ${searchDefaults.rateMin})` },
  { flags: "--max <R>", about: `highest rate to probe (default: ${searchDefaults.rateMax})` },
  { flags: "--confidence <P>", about: "of the interval, in percent (default: 95)" },
  { flags: "--resolution <P>", about: "how wide the interval may be, in percent (default: 30)" },
  {
    flags: "--probes <N>",
    about: `probes that count, at most (default: ${searchDefaults.probesMax})`,
  },
  {
    flags: "--descents <N>",
    about: `measurements of the way down (default: ${searchDefaults.descents})`,
  },
  { flags: "--warm-up <T>", about: "of each probe, not measured (default: 5s)" },
  { flags: "--window <T>", about: "of each probe, measured (default: 20s)" },
  { flags: "--drain <T>", about: "after each probe, for what is under way (default: 10s)" },
  {
    flags: "--at-least <R>",
    about: "exit code 1 unless the whole interval is at or over this rate",
  },
  {
    flags: "--within <T>",
    about: "end after so long with what is known then; the same command goes on",
  },
  { flags: "--anew", about: "start again, even where a search can be gone on with", once: true },
];

/**
 * @param again the command that goes on, or makes the search again
 * @throws Problem or LoadProblem where an option is wrong
 */
export function capacityOrder(options: Options, again: string): CapacityOrder {
  return readingAll(options, (given) => orderOf(given, again));
}

function orderOf(options: Options, again: string): CapacityOrder {
  const seed = options.text("seed") ?? "1";
  const named = accountsOf(options);
  const given = named.kind === "given" ? named.accounts.length : undefined;
  const origins = options.integer("origins", { min: 1, max: signedLoadLimits.origins });
  const withinMs = options.duration("within", { minMs: 1_000, maxMs: 24 * 3_600_000 });
  const atLeast = options.number("atLeast", { min: 0, max: limits.ratePerSecond });
  const mix = options.read("journeys", parseMix) ?? usualMix;
  const crowd = crowdOf(options, given === undefined ? {} : { usersMax: given });
  const order = {
    ...{ seed, mix, anew: options.flag("anew"), again },
    connection: connectionOf(options),
    plan: searchPlanOf(options),
    ...spansOf(options),
    slos: someSlosOf(options, { origins, mix, listeners: crowd.listeners }),
    roomVersion: options.choice("roomVersion", spokenVersions) ?? signedLoadDefaults.roomVersion,
    ...(origins !== undefined && { origins }),
    ...elsewhereOf(options),
    driver: driverOf(options),
    k6: programOf(options),
    users: Math.min(given ?? Infinity, usersDefault),
    ...crowd,
    ...(atLeast !== undefined && { atLeast }),
    ...(withinMs !== undefined && { withinMs }),
  };
  const target = targetOf(options);
  mustBeOn(target.url, order);
  // A search from the other side, or from more servers, is another search.
  const name = folderName(seed) + (origins === undefined ? "" : `-from-${origins}`);
  const host = folderName(new URL(target.url).host);
  const folder = options.text("out") ?? join("out", "capacity", host, name);
  return { ...order, folder, target: target.url, accounts: accountsOn(target, named) };
}

/** Start, bounds, confidence and the rest of a search. */
function searchPlanOf(options: Options): SearchPlan {
  const { max } = rateLimitOf(options);
  const bounds = { min: 0.01, max };
  const rateMin = options.number("min", bounds) ?? searchDefaults.rateMin;
  const rateMax = options.number("max", bounds) ?? Math.min(max, searchDefaults.rateMax);
  const startRate = options.number("start", bounds);
  const outside = startRate !== undefined && (startRate < rateMin || startRate > rateMax);
  if (rateMin >= rateMax || outside) {
    const what = outside ? `--start ${startRate} does not lie` : "no rate lies";
    throw new Problem({
      option: outside ? "start" : options.has("min") ? "min" : "max",
      message: `${what} between --min ${rateMin} and --max ${rateMax}`,
      remedy: "Give a lowest rate, a higher highest one, and a start that is none outside.",
    });
  }
  const percent = (name: string, range: { min: number; max: number }) => {
    const value = options.number(name, range);
    return value === undefined ? undefined : value / 100;
  };
  return {
    ...{ rateMin, rateMax, ...(startRate !== undefined && { startRate }) },
    confidence: percent("confidence", { min: 50, max: 99.9 }) ?? searchDefaults.confidence,
    resolution: percent("resolution", { min: 1, max: 1_000 }) ?? searchDefaults.resolution,
    probesMax: options.integer("probes", { min: 4, max: 500 }) ?? searchDefaults.probesMax,
    descents: options.integer("descents", { min: 0, max: 20 }) ?? searchDefaults.descents,
  };
}

/** Warm-up, window and drain of a probe, in ms. */
export function spansOf(options: Options) {
  const hour = 3_600_000;
  return {
    warmUpMs: options.duration("warmUp", { minMs: 0, maxMs: hour }) ?? 5_000,
    windowMs: options.duration("window", { minMs: 1_000, maxMs: hour }) ?? 20_000,
    drainMs: options.duration("drain", { minMs: 0, maxMs: hour }) ?? 10_000,
  };
}

/**
 * Thresholds, at least one.
 * @throws Problem where there is none, or one would never be measured
 */
function someSlosOf(
  options: Options,
  {
    origins,
    mix,
    listeners = listenersDefaultMax,
  }: { origins: number | undefined; mix: Mix; listeners: number | undefined },
): Slo[] {
  const read = (text: string) => {
    if (origins !== undefined) return atLeastOne(federationSlosOf(text));
    const slos = atLeastOne(slosOf(text));
    requireMeasured(slos, measurableOf(journeysIn(mix), listeners));
    return slos;
  };
  const usual = origins === undefined ? slosDefault : slosOfOrigins;
  return options.read("slo", read) ?? read(usual);
}

function atLeastOne(slos: Slo[]): Slo[] {
  if (slos.length > 0) return slos;
  throw new Problem({
    message: "--slo names no threshold, and without one nothing gives way",
    remedy: `Give some, such as '${slosDefault}', or leave it out.`,
  });
}
