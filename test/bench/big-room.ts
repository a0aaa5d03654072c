// One room with a member on each of ten thousand servers, a thousand events, cut in halves and
// healed: full receipt semantics on one core, beside the bare kernel with as many deliveries.
import { bareKernel } from "../../sim/engine/index.ts";
import { generate, run, scenario } from "../../sim/index.ts";
import { rate, seconds } from "./show.ts";

const servers = 10_000;
const messages = 1000;

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

/** Prints the rate of deliveries with and without Matrix, and the memory. */
export function bigRoom(): void {
  const plan = generate(story, { seed: "1" });
  let foundedAt = performance.now();
  const started = foundedAt;
  const result = run(plan, {
    onProgress: ({ deliveries }) => {
      if (deliveries === 0) foundedAt = performance.now();
    },
  });
  const whole = performance.now() - started;
  const rss = process.resourceUsage().maxRSS / 1024;
  const { deliveries, events } = result.counters;
  const perSecond = rate(deliveries, whole);
  const kernelStarted = performance.now();
  const kernel = bareKernel({ nodes: servers, messages, seed: "1" });
  const kernelMs = performance.now() - kernelStarted;
  const bare = rate(kernel.deliveries, kernelMs);
  console.log(`${servers} servers, ${events} events (${messages} in the story), ${result.outcome}`);
  console.log(`  ${deliveries} deliveries in ${seconds(whole)}, founding included`);
  console.log(`  full receipt semantics  ${perSecond.toLocaleString("en")} deliveries/s`);
  console.log(`  bare kernel, same run   ${bare.toLocaleString("en")} deliveries/s`);
  console.log(`  ratio                   1 : ${(bare / perSecond).toFixed(1)}`);
  console.log(`  peak memory             ${Math.round(rss)} MB (target: below 1024 MB)`);
  console.log(
    `  target                  500,000 deliveries/s, reached ${(perSecond / 5000).toFixed(0)} %`,
  );
}
