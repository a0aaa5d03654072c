// `rashomon federation verify SCENARIO`: simulates a scenario between servers that have the origins'
// names and keys, tells the room to a real homeserver at a rate, and compares the states.
import { join } from "node:path";
import { originNames } from "../../bridge/origin-names.ts";
import { nodeVerifier } from "../../bridge/ed25519.ts";
import { originKey } from "../../bridge/origin-key.ts";
import { policyKeysOf } from "../../bridge/policy-signature.ts";
import { run, type Plan } from "../../run/index.ts";
import { Layers } from "../../run/faults/open-faults.ts";
import type { RotatingPolicyKeys } from "../../run/world/policy-keys.ts";
import { verifyRoom, type SimulatedRoom } from "../../../loadtest/federation/index.ts";
import { judgeVerify, verifyPage } from "../../../loadtest/federation/report/index.ts";
import type { Call, Command } from "../command.ts";
import { readingAll } from "../every-problem.ts";
import type { ExitCode } from "../exit-code.ts";
import {
  reportFolder,
  reportOption,
  roomVersionOption,
  seedOf,
  seedOption,
} from "./federation-options.ts";
import { verifyText } from "./federation-text.ts";
import { measureAndReport } from "./measuring.ts";
import { federationTargetOptions, namedTarget } from "./federation-target.ts";
import { Problem } from "../problem.ts";
import { planOf, planSource } from "../run/plan-source.ts";
import { serveLive, serveOptions, servingPort, wantsServing } from "../view/view-serve.ts";
import { StoryRecording } from "./story-recording.ts";
import { simulatedRoom } from "./simulated-room.ts";

/** A room with more servers than this is no story to be told one by one. */
const serversMax = 200;

export const federationVerify: Command = {
  name: "federation verify",
  summary: "tell a simulated room to a real homeserver, and compare how it ends there",
  args: [{ name: "<STORY>", about: "a scenario or a plan; `rashomon run` lists the scenarios" }],
  options: [
    ...federationTargetOptions,
    roomVersionOption,
    { flags: "--rate <R>", about: "events per second (default: 10)" },
    { flags: "--servers <N>", about: "servers of the scenario (default: the scenario's own)" },
    { ...seedOption, about: "of the scenario, and of the servers' keys (default: 1)" },
    ...serveOptions,
    reportOption("verify"),
  ],
  examples: [
    "rashomon federation verify netsplit-ban --room-version 11 --rate 20",
    "rashomon federation verify out/latest/plan.json",
    "rashomon federation verify power-duel --rate 1 --serve",
  ],
  run: verify,
};

async function verify(call: Call): Promise<ExitCode> {
  const { args, options, output, again } = call;
  const [scenario] = args;
  const { rate, serves, plan, named } = readingAll(options, (given) => ({
    rate: given.number("rate", { min: 0.1, max: 1_000 }) ?? 10,
    ...{ serves: wantsServing(given), port: servingPort(given) },
    plan: storyOf(scenario, given),
    named: namedTarget(given),
  }));
  const room = await simulate(plan, named.elsewhere.originHost);
  const trace = join(reportFolder(options, "verify", scenario), "trace.ndjson.gz");
  const live = serves ? await serveLive(options, output) : undefined;
  const reporting = measureAndReport(call, {
    ...{ verb: "verify", named, name: scenario },
    measure: async ({ target, hooks }) => {
      const recording = new StoryRecording({ room, target: target.name, scenario }, live?.feed);
      try {
        const { watch } = recording;
        const result = await verifyRoom(target, { room, rate }, { ...hooks, watch });
        const beside = [[trace, recording.end()]] as const;
        const judgement = judgeVerify(result);
        const page = verifyPage({ result, judgement, again, scenario });
        const text = verifyText(result);
        const look = `look at it: rashomon view ${trace}\n`;
        return { result, judgement, page, text, look, beside, more: { scenario, trace } };
      } finally {
        recording.drop();
      }
    },
  });
  const code = await reporting.catch(async (thrown: unknown) => {
    await live?.close();
    throw thrown;
  });
  await live?.ended;
  return code;
}

function storyOf(name: string, options: Call["options"]): Plan {
  const plan = planOf(planSource(name, options), seedOf(options));
  if (plan.servers.length <= serversMax) return plan;
  throw new Problem({
    message: `${plan.servers.length} servers are too many`,
    remedy: `Choose a scenario with at most ${serversMax}.`,
  });
}

/** The plan, with the origins' names and keys, simulated. */
export async function simulate(plan: Plan, host?: string): Promise<SimulatedRoom> {
  const names = await originNames(plan.servers.length, host === undefined ? {} : { host });
  const renamed = rename(plan, names);
  const signers = new Map(names.map((name) => [name, originKey(plan.seed, name)]));
  const keys = [...signers].map(
    ([name, { keyId, publicKey }]) => [name, new Map([[keyId, publicKey]])] as const,
  );
  const refusedWords = plan.servers.map(({ policyServer }) => policyServer?.refuses);
  const { records } = run(renamed, {
    policyKeys: rotating(plan.seed, names),
    keys: {
      signerOf: (name) => signers.get(name) ?? originKey(plan.seed, name),
      verifier: nodeVerifier(new Map(keys)),
    },
  });
  return { ...simulatedRoom(records, { names, seed: plan.seed }), refusedWords };
}

/** The keys that the origins have as policy servers, and others for as long as those are changed. */
function rotating(seed: string, names: readonly string[]): RotatingPolicyKeys {
  const [usual, others] = [policyKeysOf(seed, names), policyKeysOf(`${seed}, changed`, names)];
  const changed = new Layers<true>();
  const keysOf = (server: number) => (changed.top(server) === true ? others : usual);
  return {
    signer: (server) => keysOf(server).signer(server),
    publicKey: (server) => keysOf(server).publicKey(server),
    verify: (claim) => usual.verify(claim),
    rotate: (server) => changed.add(server, true),
  };
}

/** Servers are named in a plan by whole words only: in their list and in users' IDs. */
function rename(plan: Plan, names: readonly string[]): Plan {
  let text = JSON.stringify({ ...plan, trace: "events" });
  // Longer names first, so that none is found inside another.
  const pairs = plan.servers.map(({ name }, n) => [name, names[n]] as const);
  for (const [from, to] of [...pairs].sort(([a], [b]) => b.length - a.length)) {
    const word = from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    text = text.replace(new RegExp(`(?<=[":])${word}(?=")`, "g"), to);
  }
  return JSON.parse(text) as Plan;
}
