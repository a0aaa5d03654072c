// `rashomon federation verify SCENARIO`: simulates a scenario between servers that have the origins'
// names and keys, tells the room to a real homeserver at a rate, and compares the states.
import { originNames } from "../bridge/origin-names.ts";
import { nodeVerifier } from "../bridge/ed25519.ts";
import { originKey } from "../bridge/origin-key.ts";
import { run, type Plan } from "../run/index.ts";
import { verifyRoom, type SimulatedRoom } from "../../loadtest/federation/index.ts";
import type { Call } from "./command.ts";
import { exitCode, type ExitCode } from "./exit-code.ts";
import { verifyText } from "./federation-text.ts";
import { federationTarget } from "./federation-target.ts";
import { Problem } from "./problem.ts";
import { planOf, planSource } from "./plan-source.ts";
import { onSignals } from "./on-signals.ts";
import { simulatedRoom } from "./simulated-room.ts";

/** A room with more servers than this is no story to be told one by one. */
const serversMax = 200;

export async function verify({ args, options, output }: Call): Promise<ExitCode> {
  const rate = options.integer("rate", { min: 1, max: 1_000 }) ?? 10;
  const room = await simulate(storyOf(args[1], options));
  const target = await federationTarget(options);
  const stop = new AbortController();
  const forget = onSignals(() => stop.abort());
  try {
    const result = await verifyRoom(
      target,
      { room, rate },
      { signal: stop.signal, onProgress: (text) => output.progress(text) },
    );
    output.progress("");
    const outcome = result.stopped ? "incomplete" : result.equal ? "held" : "broken";
    const object = { command: "federation verify", outcome, scenario: args[1], ...result };
    output.result(object, () => verifyText(result), options.text("out"));
    if (outcome === "incomplete") return exitCode.notConverged;
    return outcome === "held" ? exitCode.ok : exitCode.broken;
  } finally {
    forget();
  }
}

function storyOf(name: string | undefined, options: Call["options"]): Plan {
  if (name === undefined) {
    throw new Problem({
      message: "verify needs a scenario or a plan",
      remedy: "Give one, for example: rashomon federation verify netsplit-ban",
    });
  }
  const plan = planOf(planSource(name, options), options.text("seed") ?? "1");
  if (plan.servers.length <= serversMax) return plan;
  throw new Problem({
    message: `${plan.servers.length} servers are too many`,
    remedy: `Choose a scenario with at most ${serversMax}.`,
  });
}

/** The plan, with the origins' names and keys, simulated. */
export async function simulate(plan: Plan): Promise<SimulatedRoom> {
  const names = await originNames(plan.servers.length);
  const renamed = rename(plan, names);
  const signers = new Map(names.map((name) => [name, originKey(plan.seed, name)]));
  const keys = [...signers].map(
    ([name, { keyId, publicKey }]) => [name, new Map([[keyId, publicKey]])] as const,
  );
  const { records } = run(renamed, {
    keys: {
      signerOf: (name) => signers.get(name) ?? originKey(plan.seed, name),
      verifier: nodeVerifier(new Map(keys)),
    },
  });
  return simulatedRoom(records, { names, seed: plan.seed });
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
