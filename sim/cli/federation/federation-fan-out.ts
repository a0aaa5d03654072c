// `rashomon federation fan-out`: from a user's message on a real homeserver to N other servers.
import { originsMax } from "../../bridge/origin-names.ts";
import { serverSloForms } from "../../../loadtest/driver/index.ts";
import { measureFanOut, type FanOutPlan } from "../../../loadtest/federation/index.ts";
import { fanOutPage, judgeFanOut } from "../../../loadtest/federation/report/index.ts";
import type { Call, Command, Options } from "../command.ts";
import { readingAll } from "../every-problem.ts";
import type { ExitCode } from "../exit-code.ts";
import {
  mannerOption,
  reportOption,
  roomVersionOf,
  roomVersionOption,
  seedOf,
  seedOption,
} from "./federation-options.ts";
import { federationTargetOptions, namedTarget } from "./federation-target.ts";
import { fanOutText } from "./federation-text.ts";
import { measureAndReport } from "./measuring.ts";
import { readManners } from "./serve.ts";
import { federationSlosOf } from "../load/slo-option.ts";

export const federationFanOut: Command = {
  name: "federation fan-out",
  summary: "how long a user's message takes to N other servers, and what dead ones cost",
  args: [],
  options: [
    ...federationTargetOptions,
    { flags: "--origins <N>", about: "virtual homeservers in the room (default: 50)" },
    { flags: "--away <N>", about: "of them dead for a while, and back (default: 5)" },
    roomVersionOption,
    { flags: "--rate <R>", about: "messages per second (default: 2)" },
    { flags: "--duration <T>", about: "half with all there, half without some (default: 30s)" },
    { flags: "--catch-up <T>", about: "how long catching up may take (default: 2m)" },
    mannerOption,
    {
      flags: "--slo <LIST>",
      about: `thresholds, lag being to 100 % while all are there: ${serverSloForms}`,
    },
    seedOption,
    reportOption("fan-out"),
  ],
  examples: [
    "rashomon federation fan-out --origins 50 --away 5",
    "rashomon federation fan-out --origins 20 --away 0 --manner 20=dead --slo 'lag.p95<2s'",
  ],
  run: fanOut,
};

function fanOut(call: Call): Promise<ExitCode> {
  const { options, again } = call;
  const { plan, slos, named } = readingAll(options, (given) => ({
    plan: fanOutPlan(given),
    slos: given.read("slo", federationSlosOf) ?? [],
    named: namedTarget(given),
  }));
  return measureAndReport(call, {
    ...{ verb: "fan-out", named, name: plan.seed },
    measure: async ({ target, hooks }) => {
      const result = await measureFanOut(target, plan, hooks);
      const judgement = judgeFanOut(result, slos);
      const page = fanOutPage({ result, judgement, again });
      return { result, judgement, page, text: fanOutText(result) };
    },
  });
}

function fanOutPlan(options: Options): FanOutPlan {
  const origins = options.integer("origins", { min: 1, max: originsMax }) ?? 50;
  const ms = options.duration("duration", { minMs: 1_000, maxMs: 3_600_000 }) ?? 30_000;
  return {
    ...{ origins, seed: seedOf(options), roomVersion: roomVersionOf(options) },
    catchUpMs: options.duration("catchUp", { minMs: 1_000, maxMs: 3_600_000 }) ?? 120_000,
    rate: options.number("rate", { min: 0.1, max: 100 }) ?? 2,
    // Two phases share the time.
    phaseMs: ms / 2,
    away: options.integer("away", { min: 0, max: origins - 1 }) ?? Math.min(5, origins - 1),
    manners: readManners(options.list("manner"), origins),
  };
}
