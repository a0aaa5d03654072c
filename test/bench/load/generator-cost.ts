// What a request costs the generator: processor time of the Node driver, of k6 and of signing, each
// against a bare loop of the same client that sends such requests at the same pace and in the same
// bursts, made beforehand: without journeys, signatures, metrics or histograms. Both are measured many
// times, in pairs whose order is drawn, so that neither a busy neighbour nor a single odd run decides.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setStage } from "../../../loadtest/driver/set-stage.ts";
import { interleave } from "../../../loadtest/compare/interleave.ts";
import { ratioOf, type CostPair, type RatioAnswer } from "../../../loadtest/compare/ratio.ts";
import { sharedSecret } from "../../loadtest/fake-homeserver.ts";
import type { ArmName } from "./generator/arm.ts";
import { armSeconds, ArmProcess, CountingServer } from "./generator/meter.ts";
import { nodeRate } from "./generator/node-arms.ts";
import { visitsOf } from "./generator/visits.ts";

interface Part {
  readonly arm: ArmName;
  readonly bare: ArmName;
  /** The ratio that is wanted at most. */
  readonly most: number;
}

const parts: readonly Part[] = [
  { arm: "Node driver", bare: "bare undici", most: 1.3 },
  { arm: "k6", bare: "bare k6", most: 1.3 },
  { arm: "signed by Node", bare: "bare undici, signed before", most: 2 },
];
const blocks = 8;

export async function generatorCost(): Promise<void> {
  const server = await CountingServer.start();
  const folder = mkdtempSync(join(tmpdir(), "rashomon-bench-"));
  try {
    const { target } = server;
    const accounts = { kind: "shared secret", secret: sharedSecret } as const;
    const stage = await setStage({ target, seed: "1", users: 20, accounts });
    const file = join(folder, "given.json");
    const visits = await visitsOf(stage, nodeRate * armSeconds);
    writeFileSync(file, JSON.stringify({ stage, visits }));
    for (const part of parts) {
      const pairs = await measure(part, { file, server });
      print(part, ratioOf(pairs, part));
    }
  } finally {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  { arm, bare }: Part,
  { file, server }: { file: string; server: CountingServer },
): Promise<CostPair[]> {
  const arms = {
    base: await ArmProcess.start(bare, file, server),
    new: await ArmProcess.start(arm, file, server),
  };
  try {
    // Compilers have seen both once before it counts.
    await arms.base.measure();
    await arms.new.measure();
    const pairs = await interleave(
      async (side) => ({ figures: { cost: await arms[side].measure() }, startedAt: "" }),
      { blocks, seed: "1", signal: new AbortController().signal },
    );
    return pairs.map(({ base, new: now }) => ({
      bare: base.figures["cost"],
      with: now.figures["cost"],
    }));
  } finally {
    arms.base.stop();
    arms.new.stop();
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
