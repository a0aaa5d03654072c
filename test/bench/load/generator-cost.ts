// What a request costs the generator: processor time of the Node driver, of k6 and of signing, each
// against a bare loop of the same client that sends such requests at the same pace and in the same
// bursts, made beforehand: without journeys, signatures, metrics or histograms. Both are measured seven
// times, each time in a new process, in pairs whose order is drawn: neither a busy neighbour nor a
// single odd run decides.
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

const parts = {
  node: { arm: "Node driver", bare: "bare undici", most: 1.3 },
  k6: { arm: "k6", bare: "bare k6", most: 1.3 },
  signing: { arm: "signed by Node", bare: "bare undici, signed before", most: 2 },
} as const satisfies Record<string, Part>;
const blocks = 7;

export async function generatorCost(name: keyof typeof parts): Promise<void> {
  const part = parts[name];
  const server = await CountingServer.start();
  const folder = mkdtempSync(join(tmpdir(), "rashomon-bench-"));
  try {
    const { target } = server;
    const accounts = { kind: "shared secret", secret: sharedSecret } as const;
    const stage = await setStage({ target, seed: "1", users: 20, accounts });
    const file = join(folder, "given.json");
    const visits = await visitsOf(stage, nodeRate * armSeconds);
    writeFileSync(file, JSON.stringify({ stage, visits }));
    print(part, ratioOf(await measure(part, { file, server }), part));
  } finally {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  { arm, bare }: Part,
  { file, server }: { file: string; server: CountingServer },
): Promise<CostPair[]> {
  const names = { base: bare, new: arm };
  const pairs = await interleave(
    // A process may be dearer than its sister for as long as it lives, so each is used once.
    async (side) => {
      const process = await ArmProcess.start(names[side], file, server);
      const cost = await process.measure().finally(() => process.stop());
      return { figures: { cost }, startedAt: "" };
    },
    { blocks, seed: "1", signal: new AbortController().signal },
  );
  return pairs.map(({ base, new: now }) => ({
    bare: base.figures["cost"],
    with: now.figures["cost"],
  }));
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
