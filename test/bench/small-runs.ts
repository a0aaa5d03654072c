// Eight servers, three hundred events, a split, with trace hash and all checks: runs per second.
import { generate, run, scenario } from "../../sim/index.ts";
import { referee } from "../reference/index.ts";

const story = scenario({
  name: "bench-small",
  about: "Messages, topics, power changes and bans on two sides of a split.",
  servers: 8,
  trace: "events",
  story: ({ servers, user, room, after, random }) => {
    const users = servers.map((name, n) => user(`u${n}`, name));
    const lobby = room({ by: users[0], admins: [users[1]], members: users.slice(2) });
    const who = random("who");
    for (let n = 0; n < 280; n++) {
      const sender = users[who.at(n) % users.length];
      const topic = n % 20 === 19;
      const deed = topic ? users[n % 2].setTopic(lobby, `topic ${n}`) : sender.say(lobby, `${n}`);
      after(250 * n).do(deed);
    }
    after("20s").partition(servers.slice(0, 4));
    after("25s").do(users[0].setPowerLevel(lobby, users[4], 50));
    after("26s").do(users[1].ban(lobby, users[7]));
    after("45s").heal();
  },
});

/** Prints runs per second, with checks and without. */
export function smallRuns(): void {
  const plans = Array.from({ length: 40 }, (_, n) => generate(story, { seed: String(n) }));
  const time = (label: string, one: (n: number) => void): void => {
    // A sweep runs thousands of seeds in one process: what counts is the pace after the start.
    for (let n = 0; n < 200; n++) one(n % plans.length);
    const rounds = 7;
    const samples: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      for (let n = 0; n < plans.length; n++) one(n);
      samples.push((1000 * plans.length) / (performance.now() - started));
    }
    samples.sort((a, b) => a - b);
    const [least, middle, most] = [samples[0], samples[rounds >> 1], samples[rounds - 1]];
    console.log(
      `  ${label.padEnd(34)} ${middle.toFixed(0)} runs/s (${least.toFixed(0)}–${most.toFixed(0)})`,
    );
  };
  const { counters, outcome } = run(plans[0], { referee });
  console.log(
    `8 servers, ${counters.events} events, ${counters.deliveries} deliveries: ${outcome}`,
  );
  time("with hash and all checks", (n) => void run(plans[n], { referee }));
  time("with hash, without checks", (n) => void run({ ...plans[n], checks: [] }));
  console.log("  target 100 runs/s with hash and all checks; 200 are aimed at in sweeps");
}
