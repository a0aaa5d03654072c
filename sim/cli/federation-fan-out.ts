// `rashomon federation fan-out`: from a user's message on a real homeserver to N other servers.
import { originsMax } from "../bridge/origin-names.ts";
import { spokenVersions } from "../bridge/room-book.ts";
import { measureFanOut, type FanOutPlan } from "../../loadtest/federation/index.ts";
import type { Call, Options } from "./command.ts";
import { exitCode, type ExitCode } from "./exit-code.ts";
import { fanOutText } from "./federation-text.ts";
import { federationTarget } from "./federation-target.ts";
import { readManners } from "./serve.ts";
import { onSignals } from "./on-signals.ts";

export async function fanOut({ options, output }: Call): Promise<ExitCode> {
  const plan = fanOutPlan(options);
  const target = await federationTarget(options);
  const stop = new AbortController();
  const forget = onSignals(() => stop.abort());
  try {
    const result = await measureFanOut(target, plan, {
      signal: stop.signal,
      onProgress: (text) => output.progress(text),
    });
    output.progress("");
    const caughtUp = result.catchUp.missing === 0 || result.catchUp.wholeMs !== undefined;
    const outcome = result.stopped ? "incomplete" : caughtUp ? "held" : "not caught up";
    const object = { command: "federation fan-out", outcome, ...result };
    output.result(object, () => fanOutText(result), options.text("out"));
    return outcome === "held" ? exitCode.ok : exitCode.notConverged;
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
    output.note("Stopped while the origins joined; nothing was measured.\n");
    return exitCode.notConverged;
  } finally {
    forget();
  }
}

function fanOutPlan(options: Options): FanOutPlan {
  const origins = options.integer("origins", { min: 1, max: originsMax }) ?? 50;
  const seconds = options.integer("duration", { min: 1, max: 600 }) ?? 30;
  return {
    ...{ origins, catchUpMs: 120_000, seed: options.text("seed") ?? "1" },
    roomVersion: options.choice("roomVersion", spokenVersions) ?? "12",
    rate: options.integer("rate", { min: 1, max: 100 }) ?? 2,
    // Two phases share the time.
    phaseMs: seconds * 500,
    away: options.integer("away", { min: 0, max: origins - 1 }) ?? Math.min(5, origins - 1),
    manners: readManners(options.list("manner"), origins),
  };
}
