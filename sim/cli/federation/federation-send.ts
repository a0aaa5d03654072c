// `rashomon federation send`: signed transactions from many origins at a rate, and what of them was
// answered, became visible, or was lost without a word.
import {
  runSignedLoad,
  signOnly,
  signedLoadDefaults as defaults,
  signedLoadLimits as limits,
  type FederationTarget,
  type SignedLoadHooks,
  type SignedLoadPlan,
} from "../../../loadtest/federation/index.ts";
import { judgeLoad, signedLoadPage } from "../../../loadtest/federation/report/index.ts";
import { resolve } from "node:path";
import { serverSloForms } from "../../../loadtest/driver/index.ts";
import { quoted } from "../again.ts";
import type { Call, Command, Options } from "../command.ts";
import { readingAll } from "../every-problem.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import {
  mannerOption,
  reportOption,
  roomVersionOf,
  roomVersionOption,
  seedOf,
  seedOption,
} from "./federation-options.ts";
import { federationTargetOptions, namedTarget } from "./federation-target.ts";
import { signedLoadText } from "./federation-text.ts";
import { measureAndReport } from "./measuring.ts";
import type { Output } from "../output.ts";
import { Problem } from "../problem.ts";
import { readManners } from "./serve.ts";
import { federationSlosOf } from "../load/slo-option.ts";
import { programOf } from "../load/workload-options.ts";

export const federationSend: Command = {
  name: "federation send",
  summary: "send signed transactions from many virtual homeservers, and see what becomes of them",
  args: [],
  options: [
    ...federationTargetOptions,
    { flags: "--origins <N>", about: "virtual homeservers (default: 10)" },
    { flags: "--rooms <N>", about: "rooms they share out (default: one each)" },
    roomVersionOption,
    { flags: "--rate <R>", about: "PDUs per second over all origins (default: 10)" },
    { flags: "--pdus <N>", about: "PDUs in a transaction, 1 to 50 (default: 1)" },
    { flags: "--edus <N>", about: "EDUs in a transaction, 0 to 100 (default: 0)" },
    { flags: "--duration <T>", about: "over which to send, such as 30s (default: 30s)" },
    { flags: "--outstanding <N>", about: "PDUs a room may have not yet visible (default: 80)" },
    { flags: "--flood", about: "no such limit; a target may lose events without a word" },
    { flags: "--before", about: "make and sign everything before the first request" },
    { flags: "--driver <D>", about: "node or k6, which implies --before (default: node)" },
    { flags: "--k6 <PATH>", about: "the k6 to run (default: the one of npm run setup:real)" },
    { flags: "--keep <FILE>", about: "keep what was signed before, for k6 run (see the README)" },
    { flags: "--sign-only", about: "with --keep: sign and keep, and send nothing" },
    mannerOption,
    { flags: "--slo <LIST>", about: `thresholds, lag being until visible: ${serverSloForms}` },
    seedOption,
    reportOption("send"),
  ],
  examples: [
    "rashomon federation send --origins 10 --rate 20 --duration 30s",
    "rashomon federation send --origins 50 --rate 40 --slo 'lag.p95<2s, errors<0.1%'",
    "rashomon federation send --origins 5 --rate 200 --pdus 50 --flood --driver k6",
  ],
  run: send,
};

function send(call: Call): Promise<ExitCode> {
  const { options, output, again } = call;
  const { plan, slos, named } = readingAll(options, (given) => ({
    plan: signedLoadPlan(given),
    slos: given.read("slo", federationSlosOf) ?? [],
    named: namedTarget(given),
  }));
  return measureAndReport(call, {
    ...{ verb: "send", named, name: plan.seed },
    measure: async ({ target, hooks }) => {
      const withK6 = { ...hooks, k6: programOf(options) };
      if (options.flag("signOnly")) return keep({ target, plan, hooks: withK6, output });
      const result = await runSignedLoad(target, plan, withK6);
      const judgement = judgeLoad(result, slos);
      const page = signedLoadPage({ result, judgement, again });
      return { result, judgement, page, text: signedLoadText(result) };
    },
  });
}

/** Signs, keeps, and sends nothing. */
async function keep(input: {
  target: FederationTarget;
  plan: SignedLoadPlan;
  hooks: SignedLoadHooks;
  output: Output;
}): Promise<ExitCode> {
  const { target, plan, hooks, output } = input;
  const { keepFile } = plan;
  if (keepFile === undefined) {
    throw new Problem({
      message: "--sign-only without --keep would sign for nobody",
      remedy: "Add --keep FILE.",
    });
  }
  const transactions = await signOnly(target, { ...plan, keepFile }, hooks);
  output.progress("");
  output.result({ command: "federation send", kept: keepFile, transactions }, () => {
    return (
      `${transactions} transactions signed and not sent: ${keepFile}; whoever has it can send it\n` +
      // k6 takes a path from where its script is.
      `send    k6 run -e RASHOMON_REPLAY=${quoted(resolve(keepFile))} loadtest/matrix/replay.ts\n`
    );
  });
  return exitCode.ok;
}

/** @throws Problem where an option is wrong or two do not go together */
export function signedLoadPlan(options: Options): SignedLoadPlan {
  const origins = options.integer("origins", { min: 1, max: limits.origins }) ?? defaults.origins;
  const pdus = options.integer("pdus", { min: 1, max: limits.pdus }) ?? defaults.pdus;
  const driver = options.choice("driver", ["node", "k6"]) ?? defaults.driver;
  const outstanding = options.integer("outstanding", { min: 1, max: 100_000 });
  const flood = options.flag("flood");
  const keepFile = options.text("keep");
  const before = driver === "k6" || options.flag("before") || keepFile !== undefined;
  if (flood && outstanding !== undefined) {
    throw new Problem({
      message: "--flood and --outstanding say different things",
      remedy: "Give one of them.",
    });
  }
  const manners = readManners(options.list("manner"), origins);
  if (driver === "k6" && [...manners.values()].includes("retrying")) {
    throw new Problem({
      message: "--driver k6 sends what was signed once: no origin of it is retrying",
      remedy: "Use --driver node, or another --manner.",
    });
  }
  const plan: SignedLoadPlan = {
    ...{ origins, pdus, driver, drainMs: defaults.drainMs },
    rooms: options.integer("rooms", { min: 1, max: origins }) ?? origins,
    roomVersion: roomVersionOf(options),
    rate: options.number("rate", { min: 0.1, max: limits.rate }) ?? defaults.rate,
    edus: options.integer("edus", { min: 0, max: limits.edus }) ?? defaults.edus,
    durationMs:
      options.duration("duration", { minMs: 1_000, maxMs: limits.durationMs }) ??
      defaults.durationMs,
    outstandingMax: flood ? undefined : (outstanding ?? defaults.outstandingMax),
    seed: seedOf(options),
    manners,
    signing: before ? "before" : "live",
    ...(keepFile !== undefined && { keepFile }),
  };
  const transactions = Math.ceil((plan.rate * plan.durationMs) / 1000 / pdus);
  if (plan.signing === "live" || transactions <= limits.signedBefore) return plan;
  throw new Problem({
    message: `${transactions} transactions are too many to sign before`,
    remedy: `Stay under ${limits.signedBefore}: a lower --rate or --duration, more --pdus.`,
  });
}
