// `rashomon federation send`: signed transactions from many origins at a rate, and what of them was
// answered, became visible, or was lost without a word.
import { spokenVersions } from "../bridge/room-book.ts";
import {
  runSignedLoad,
  signedLoadDefaults as defaults,
  signedLoadLimits as limits,
  type SignedLoadPlan,
} from "../../loadtest/federation/index.ts";
import type { Call, Options } from "./command.ts";
import { exitCode, type ExitCode } from "./exit-code.ts";
import { signedLoadText } from "./federation-text.ts";
import { federationTarget } from "./federation-target.ts";
import { Problem } from "./problem.ts";
import { readManners } from "./serve.ts";
import { onSignals } from "./on-signals.ts";

export async function send({ options, output }: Call): Promise<ExitCode> {
  const plan = signedLoadPlan(options);
  const target = await federationTarget(options);
  const stop = new AbortController();
  const forget = onSignals(() => stop.abort());
  try {
    const result = await runSignedLoad(target, plan, {
      signal: stop.signal,
      onProgress: (text) => output.progress(text),
    });
    output.progress("");
    const { pdus, end } = result;
    const outcome = end.how !== "whole" ? "incomplete" : pdus.holes > 0 ? "broken" : "held";
    const object = { command: "federation send", outcome, ...result };
    output.result(object, () => signedLoadText(result), options.text("out"));
    if (outcome === "incomplete") return exitCode.notConverged;
    return outcome === "broken" ? exitCode.broken : exitCode.ok;
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
    output.note("Stopped while the origins joined; no load was sent.\n");
    return exitCode.notConverged;
  } finally {
    forget();
  }
}

/** @throws Problem where an option is wrong or two do not go together */
export function signedLoadPlan(options: Options): SignedLoadPlan {
  const origins = options.integer("origins", { min: 1, max: limits.origins }) ?? defaults.origins;
  const pdus = options.integer("pdus", { min: 1, max: limits.pdus }) ?? defaults.pdus;
  const seconds = options.integer("duration", { min: 1, max: limits.durationMs / 1000 });
  const driver = options.choice("driver", ["node", "k6"]) ?? defaults.driver;
  const outstanding = options.integer("outstanding", { min: 1, max: 100_000 });
  const flood = options.flag("flood");
  if (flood && outstanding !== undefined) {
    throw new Problem({
      message: "--flood and --outstanding say different things",
      remedy: "Give one of them.",
    });
  }
  const plan: SignedLoadPlan = {
    ...{ origins, pdus, driver, drainMs: defaults.drainMs },
    rooms: options.integer("rooms", { min: 1, max: origins }) ?? origins,
    roomVersion: options.choice("roomVersion", spokenVersions) ?? defaults.roomVersion,
    rate: options.integer("rate", { min: 1, max: limits.rate }) ?? defaults.rate,
    edus: options.integer("edus", { min: 0, max: limits.edus }) ?? defaults.edus,
    durationMs: seconds === undefined ? defaults.durationMs : seconds * 1000,
    outstandingMax: flood ? undefined : (outstanding ?? defaults.outstandingMax),
    seed: options.text("seed") ?? defaults.seed,
    manners: readManners(options.list("manner"), origins),
    signing: driver === "k6" || options.flag("before") ? "before" : "live",
  };
  const transactions = (plan.rate * plan.durationMs) / 1000 / pdus;
  if (plan.signing === "live" || transactions <= limits.signedBefore) return plan;
  throw new Problem({
    message: `${transactions} transactions are too many to sign before`,
    remedy: `Stay under ${limits.signedBefore}: a lower --rate or --duration, more --pdus.`,
  });
}
