// The options of `rashomon load` as an order: read, checked against the limits, and completed by the
// profile's own figures. Nothing is sent from here.
import { join } from "node:path";
import {
  checkTarget,
  inFlightMax,
  isLoopback,
  limits,
  listenersDefaultMax,
  listenRampMs,
  newRunId,
  parseMix,
  parseSlos,
  peakOf,
  profileNames,
  profiles,
  readAccounts,
  sloText,
  usualMix,
  type AccountSource,
  type Connection,
  type K6Settings,
  type LoadPlan,
  type Mix,
  type Profile,
  type Segment,
  type Shape,
  type Slo,
  type Stage,
} from "../../loadtest/driver/index.ts";
import { parseSegment } from "../../loadtest/fleet/index.ts";
import { readState } from "../bridge/synapse/index.ts";
import type { Options } from "./command.ts";
import { Problem } from "./problem.ts";
import { readTextFile } from "./read-file.ts";
import { folderName } from "./run-folder.ts";
import { defaultFolder } from "./synapse.ts";

/** What is to be done. */
export interface LoadOrder {
  readonly target: string;
  readonly connection: Connection;
  readonly profile: Profile;
  readonly shape: Shape;
  readonly mix: Mix;
  readonly slos: readonly Slo[];
  readonly driver: "node" | "k6";
  readonly k6: K6Settings;
  readonly users: number;
  readonly rooms?: number;
  readonly listeners?: number;
  readonly seed: string;
  readonly accounts: AccountSource;
  readonly stageFile?: string;
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

/** @throws Problem or LoadProblem where an option is wrong */
export function loadOrder(options: Options): LoadOrder {
  const own = ownSynapse(options);
  const target =
    own?.url ?? checkTarget(needed(options, "target"), options.text("yesLoadThisHost"));
  const profile = profiles[options.choice("profile", profileNames) ?? "smoke"];
  const driver = options.choice("driver", ["node", "k6"]) ?? "node";
  const journeys = options.text("journeys");
  const seed = options.text("seed") ?? "1";
  const folder = options.text("out") ?? join("out", "load", profile.name, folderName(seed));
  const accounts = own?.accounts ?? accountsOf(options);
  const given = accounts.kind === "given" ? accounts.accounts.length : undefined;
  const users = options.integer("users", { min: 2, max: given ?? limits.users });
  const rooms = options.integer("rooms", { min: 0, max: limits.users });
  const listeners = options.integer("listeners", { min: 0, max: limits.users });
  const [stageFile, jobFile] = [options.text("stage"), options.text("writeJob")];
  return {
    ...{ target, profile, driver, seed, folder, accounts },
    connection: connectionOf(options),
    shape: shapeOf(options, profile, target),
    mix: journeys === undefined ? (profile.mix ?? usualMix) : parseMix(journeys),
    slos: slosOf(profile, options.text("slo")),
    k6: { summaryFile: join(folder, "k6-summary.json"), ...programOf(options) },
    users: users ?? Math.min(given ?? Infinity, profile.users),
    ...(rooms !== undefined && { rooms }),
    ...(listeners !== undefined && { listeners }),
    ...(stageFile !== undefined && { stageFile }),
    ...(jobFile !== undefined && { jobFile }),
    ...partOf(options),
    again: againOf(options),
  };
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
    ...(profile.endsWhenBroken === true && { abortOn: slos }),
  };
}

/** The Synapse that `rashomon synapse up` started here, where no target is named. */
function ownSynapse(
  options: Options,
): { readonly url: string; readonly accounts?: AccountSource } | undefined {
  if (options.text("target") !== undefined) return undefined;
  const server = readState(defaultFolder)?.servers.find(({ process }) => process !== undefined);
  if (server === undefined) return undefined;
  const { url, registrationSecret: secret } = server;
  const said = options.text("registrationSecret") ?? options.text("accounts");
  return said === undefined ? { url, accounts: { kind: "shared secret", secret } } : { url };
}

export function needed(options: Options, name: string): string {
  const text = options.text(name);
  if (text !== undefined) return text;
  throw new Problem({
    message: "there is nothing to load without --target",
    remedy:
      "Give the address of a homeserver, for example --target http://127.0.0.1:8008; " +
      "`rashomon synapse up` starts one.",
  });
}

/** What several generators that share a load must be told. */
function partOf(options: Options): Pick<LoadOrder, "segment" | "runId" | "startAtMs"> {
  const [part, runId, startAt] = ["segment", "runId", "startAt"].map((name) => options.text(name));
  const problem = (message: string, remedy: string) => new Problem({ message, remedy });
  if (runId !== undefined && !/^[a-z0-9-]{1,40}$/.test(runId)) {
    throw problem(
      `--run-id cannot be ${JSON.stringify(runId)}`,
      "Give small letters, digits, hyphens.",
    );
  }
  const startAtMs = startAt === undefined ? undefined : Date.parse(startAt);
  if (startAtMs !== undefined && !(startAtMs - Date.now() < startWithinMs)) {
    const remedy = "Give a time within an hour, such as 2026-01-31T12:00:00Z.";
    throw problem(`--start-at cannot be ${JSON.stringify(startAt)}`, remedy);
  }
  const when = startAtMs === undefined ? {} : { startAtMs };
  if (part === undefined) return { ...when, ...(runId !== undefined && { runId }) };
  if (runId === undefined || options.text("stage") === undefined) {
    throw problem(
      "--segment needs --run-id and --stage: generators that share a load must know each other's messages and users",
      "Give all of them the same --run-id NAME and the same --stage FILE.",
    );
  }
  try {
    return { ...when, runId, segment: parseSegment(part) };
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw problem(thrown.message, "Mend --segment.");
  }
}

const startWithinMs = 3_600_000;

function shapeOf(options: Options, profile: Profile, target: string): Shape {
  const here = isLoopback(new URL(target).hostname);
  const max = here ? limits.ratePerSecond : limits.ratePerSecondElsewhere;
  const rate = options.number("rate", { min: 0.01, max }) ?? profile.rate;
  const duration = options.duration("duration", { minMs: 1_000, maxMs: limits.durationMs });
  const shape = profile.shape(rate, duration ?? profile.durationMs);
  if (peakOf(shape) <= max) return shape;
  throw new Problem({
    message: `the profile ${profile.name} would go up to ${peakOf(shape)} journeys per second`,
    remedy: `${max} is the limit ${here ? "" : "for other hosts "}; give a lower --rate.`,
  });
}

/** The profile's thresholds; what the user gives takes the place of one about the same. */
function slosOf(profile: Profile, text = ""): Slo[] {
  let own: Slo[];
  try {
    own = parseSlos(text);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new Problem({ message: thrown.message, remedy: "Mend --slo." });
  }
  const subject = (slo: Slo) => sloText(slo).replace(/<.*/, "");
  const replaced = new Set(own.map(subject));
  return [...parseSlos(profile.thresholds).filter((slo) => !replaced.has(subject(slo))), ...own];
}

/** Where users come from; by default with the secret of --registration-secret. */
export function accountsOf(
  options: Options,
  secretFile = options.text("registrationSecret"),
): AccountSource {
  const file = options.text("accounts");
  if (secretFile !== undefined && file !== undefined) {
    throw new Problem({
      message: "--registration-secret and --accounts say different things",
      remedy: "Give one of them: users are either made, or taken from a file.",
    });
  }
  if (file !== undefined) {
    const accounts = readAccounts(readTextFile(file), file);
    if (accounts.length >= 2) return { kind: "given", accounts };
    throw new Problem({
      ...{ file, message: `there are ${accounts.length} accounts in it` },
      remedy: "A load needs at least two: lag is seen by others.",
    });
  }
  if (secretFile === undefined) return { kind: "open registration" };
  const secret = readTextFile(secretFile).trim();
  if (secret !== "") return { kind: "shared secret", secret };
  throw new Problem({
    ...{ file: secretFile, message: "there is no secret in it" },
    remedy: "Put the server's registration_shared_secret into it.",
  });
}

export function connectionOf(options: Options): Connection {
  const file = options.text("ca");
  const ca = file === undefined ? undefined : readTextFile(file);
  if (ca !== undefined && !ca.includes("-----BEGIN CERTIFICATE-----")) {
    throw new Problem({
      ...(file !== undefined && { file }),
      message: "there is no certificate in it",
      remedy: "Give a file in PEM form, which says BEGIN CERTIFICATE.",
    });
  }
  return { ...(ca !== undefined && { ca }), insecure: options.flag("insecure") };
}

export function programOf(options: Options): { program?: string } {
  const program = options.text("k6");
  return program === undefined ? {} : { program };
}

const repeated = {
  ...{ target: "--target", profile: "--profile", journeys: "--journeys", driver: "--driver" },
  ...{ rate: "--rate", duration: "--duration", users: "--users", rooms: "--rooms" },
  ...{ listeners: "--listeners", seed: "--seed", slo: "--slo", stage: "--stage", ca: "--ca" },
  ...{ registrationSecret: "--registration-secret", accounts: "--accounts" },
  ...{ segment: "--segment", runId: "--run-id" },
  yesLoadThisHost: "--yes-load-this-host",
} as const;

function againOf(options: Options): string {
  const words = Object.entries(repeated).flatMap(([name, flag]) => {
    const value = options.text(name);
    return value === undefined ? [] : [`${flag} ${quoted(value)}`];
  });
  return ["rashomon load", ...words, ...(options.flag("insecure") ? ["--insecure"] : [])].join(" ");
}

/** A word as a shell takes it back. */
export function quoted(word: string): string {
  return /^[\w./:=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
