// What a request costs the generator: processor time of the Node driver, of k6 and of signing, each
// against a bare loop of the same client that sends such requests at the same pace and in the same
// bursts, made beforehand: without journeys, signatures, metrics or histograms. Both are measured ten
// times, each time in new processes that run side by side against servers of their own: a busy
// neighbour slows both, and no single odd run decides.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setStage } from "../../../loadtest/driver/set-stage.ts";
import { ratioOf, type CostPair, type RatioAnswer } from "../../../loadtest/compare/ratio.ts";
import { sharedSecret } from "../../loadtest/fake-homeserver.ts";
import type { ArmName } from "./generator/run-arm.ts";
import { armSeconds, ArmProcess, CountingServer } from "./generator/meter.ts";
import { nodeRate } from "./generator/node-arms.ts";
import { visitsOf } from "./generator/visits.ts";

interface Part {
  readonly arm: ArmName;
  readonly bare: ArmName;
  /** The ratio that is wanted at most. */
  readonly most: number;
}

const parts = {
  node: { arm: "Node driver", bare: "bare undici", most: 1.3 },
  k6: { arm: "k6", bare: "bare k6", most: 1.3 },
  signing: { arm: "signed by Node", bare: "bare undici, signed before", most: 2 },
} as const satisfies Record<string, Part>;
const pairs = 10;

export async function generatorCost(name: keyof typeof parts): Promise<void> {
  const part = parts[name];
  const folder = mkdtempSync(join(tmpdir(), "rashomon-bench-"));
  const sides: Side[] = [];
  try {
    for (const arm of [part.arm, part.bare]) sides.push(await Side.start(arm, folder));
    const found: CostPair[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      const [cost, bare] = await Promise.all(sides.map((side) => side.measure()));
      found.push({ with: cost, bare });
    }
    print(part, ratioOf(found, part));
  } finally {
    for (const side of sides) side.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A load with a server of its own, whose stage and requests it is given. */
class Side {
  readonly #arm: ArmName;
  readonly #server: CountingServer;
  readonly #file: string;

  private constructor(arm: ArmName, server: CountingServer, file: string) {
    this.#arm = arm;
    this.#server = server;
    this.#file = file;
  }

  static async start(arm: ArmName, folder: string): Promise<Side> {
    const server = await CountingServer.start();
    const { target } = server;
    const accounts = { kind: "shared secret", secret: sharedSecret } as const;
    const stage = await setStage({ target, seed: "1", users: 20, accounts });
    const file = join(folder, arm);
    const visits = await visitsOf(stage, nodeRate * armSeconds);
    writeFileSync(`${file}.stage`, JSON.stringify(stage));
    writeFileSync(`${file}.visits`, JSON.stringify(visits));
    return new Side(arm, server, file);
  }

  /** A process may be dearer than its sister for as long as it lives, so each is used once. */
  async measure(): Promise<number> {
    const process = await ArmProcess.start(this.#arm, this.#file, this.#server);
    return process.measure().finally(() => process.stop());
  }

  stop(): void {
    this.#server.stop();
  }
}

function print({ arm, bare, most }: Part, answer: RatioAnswer): void {
  const { cost, pairs, ratio, low, high, verdict, why, outliers } = answer;
  const ms = (value: number) => `${value.toFixed(3)} ms`;
  console.log(
    `${arm}: ${ms(cost.with)} of processor time a request; ${bare}: ${ms(cost.bare)} ` +
      `(medians of ${pairs} pairs)`,
  );
  const [times, from, to] = [ratio, low, high].map((value) => value?.toFixed(2));
  const found = times === undefined ? "" : `${times} × (95 %: ${from} to ${to}), `;
  const said = { within: "within", over: "OVER", "cannot tell": `cannot tell: ${why}` }[verdict];
  console.log(`  ${found}wanted at most ${most.toFixed(2)} ×: ${said}`);
  for (const { block, side, cost: odd, times: multiple } of outliers) {
    const who = side === "bare" ? bare : arm;
    console.log(
      `  left out: pair ${block + 1}, where ${who} took ${ms(odd)}, ` +
        `${multiple.toFixed(2)} × its median elsewhere`,
    );
  }
}
