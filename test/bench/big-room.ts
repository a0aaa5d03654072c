// One room with a member on each of ten thousand servers, a thousand events, cut in halves and
// healed: full receipt semantics on one core, beside the bare kernel with as many deliveries.
import { bareKernel } from "../../sim/engine/index.ts";
import { generate, run, scenario, type Plan, type RunResult } from "../../sim/index.ts";
import { median, ownMs } from "./processor.ts";
import { rate, seconds } from "./show.ts";

const servers = 10_000;
const messages = 1000;
const rounds = 3;

const story = scenario({
  name: "bench-big-room",
  about: "One message a second by random senders; the room is cut in halves for 100 s.",
  servers,
  trace: "summary",
  story: ({ servers: names, user, room, after, random }) => {
    const users = names.map((name) => user("u", name));
    const lobby = room({ by: users[0], members: users.slice(1), founding: "instant" });
    const who = random("who");
    for (let n = 0; n < messages; n++) {
      const sender = users[who.at(n) % users.length];
      after(1000 * (n + 1)).do(sender.say(lobby, `message ${n}`));
    }
    after("400500ms").partition(names.slice(0, names.length / 2));
    after("500500ms").heal();
  },
});

/** A run and the bare kernel after it. */
interface Round {
  readonly ms: number;
  readonly kernelMs: number;
  readonly result: RunResult;
  readonly kernelDeliveries: number;
}

/**
 * Prints the rate of deliveries with and without Matrix, and the memory. All times are processor
 * time, so that what else the machine does counts little; runs and kernels take turns.
 */
export function bigRoom(): void {
  const plan = generate(story, { seed: "1" });
  const found = [round(plan)];
  const rss = process.resourceUsage().maxRSS / 1024;
  while (found.length < rounds) found.push(round(plan));
  const [{ result, kernelDeliveries }] = found;
  const { deliveries, events } = result.counters;
  const ms = median(found.map((one) => one.ms));
  const perSecond = rate(deliveries, ms);
  const bare = rate(kernelDeliveries, median(found.map(({ kernelMs }) => kernelMs)));
  console.log(`${servers} servers, ${events} events (${messages} in the story), ${result.outcome}`);
  console.log(
    `  ${deliveries} deliveries in ${seconds(ms)} of processor time, median of ${rounds},`,
  );
  console.log(`  founding and judging included; trace hash ${result.hash}`);
  console.log(`  full receipt semantics  ${perSecond.toLocaleString("en")} deliveries/s`);
  console.log(`  bare kernel, in turns   ${bare.toLocaleString("en")} deliveries/s, with answers`);
  console.log(`  ratio                   ${(perSecond / bare).toFixed(2)} (target: at least 0.25)`);
  console.log(`  peak memory             ${Math.round(rss)} MB (target: below 1024 MB)`);
  const share = (perSecond / 10_000).toFixed(0);
  console.log(`  target                  1,000,000 deliveries/s, reached ${share} %`);
}

function round(plan: Plan): Round {
  const started = ownMs();
  const result = run(plan);
  const ran = ownMs();
  // The same room: everybody gets every message, and answers.
  const kernel = bareKernel({
    nodes: servers,
    members: servers,
    messages,
    seed: "1",
    answers: true,
  });
  return {
    ...{ ms: ran - started, kernelMs: ownMs() - ran },
    ...{ result, kernelDeliveries: kernel.deliveries },
  };
}
