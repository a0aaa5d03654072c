import { describe, expect, test } from "vitest";
import { interleave, orderOf, pairUp } from "../../../loadtest/compare/interleave.ts";

const measured = (startedAt: string) => ({ startedAt, figures: {} });

describe("interleaving", () => {
  test("measures both sides in every block, with one seed a block, in drawn order", async () => {
    const did: string[] = [];
    const pairs = await interleave(
      (side, { block, seed }) => {
        did.push(`${block} ${side} ${seed}`);
        return Promise.resolve(measured(side));
      },
      { blocks: 12, seed: "7", signal: new AbortController().signal },
    );
    expect(pairs).toHaveLength(12);
    expect(did).toHaveLength(24);
    for (const { base, new: now } of pairs)
      expect([base.startedAt, now.startedAt]).toEqual(["base", "new"]);
    expect(new Set(did.map((text) => text.split(" ")[2])).size).toBe(12);
    expect(did.filter((_text, n) => n % 2 === 0).map((text) => text.split(" ")[1])).toEqual(
      Array.from({ length: 12 }, (_u, block) => orderOf("7", block)[0]),
    );
  });

  test("the order is fair and the same for the same seed", () => {
    const first = Array.from({ length: 2_000 }, (_u, block) => orderOf("1", block)[0]);
    const share = first.filter((side) => side === "base").length / 2_000;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.04);
    expect(orderOf("1", 5)).toEqual(orderOf("1", 5));
  });

  test("a signal ends it with the whole blocks of before", async () => {
    const stop = new AbortController();
    let left = 5;
    const pairs = await interleave(
      () => {
        if (--left === 0) stop.abort();
        return Promise.resolve(stop.signal.aborted ? undefined : measured(""));
      },
      { blocks: 8, seed: "1", signal: stop.signal },
    );
    expect(pairs).toHaveLength(2);
  });

  test("saved results pair in order of time; what is left over is left out", () => {
    const pairs = pairUp(
      [measured("b"), measured("a"), measured("c")],
      [measured("y"), measured("x")],
    );
    expect(pairs.map(({ base, new: now }) => base.startedAt + now.startedAt)).toEqual(["ax", "by"]);
  });
});
