import { describe, expect, it } from "vitest";
import { bareKernel } from "../../../sim/engine/kernel.ts";

const options = { nodes: 1000, messages: 400, seed: 1, members: 50 };

describe("bareKernel", () => {
  it("does the same for the same seed and something else for another", () => {
    expect(bareKernel(options)).toEqual(bareKernel(options));
    const hashes = [1, 2, 3, 4, 5].map((seed) => bareKernel({ ...options, seed }).hash);
    expect(new Set(hashes).size).toBe(5);
    // Seed A, seed B, seed A: nothing is left over from one run to the next.
    expect(bareKernel(options).hash).toBe(hashes[0]);
  });

  it("has known hashes, the same on every machine", () => {
    expect(bareKernel(options).hash).toBe("53804f4bffa36191");
    expect(bareKernel({ ...options, answers: true }).hash).toBe("c5040fe8702a2a63");
  });

  it("accounts for each message: delivered or blocked by the cut, answered or waited for", () => {
    const { deliveries, blocked, answers, timeouts } = bareKernel({ ...options, answers: true });
    expect(deliveries + blocked).toBe(400 * 49);
    expect(blocked).toBeGreaterThan(1000);
    expect(answers).toBe(deliveries);
    expect(timeouts).toBe(blocked);
  });

  it("delivers as much without answers, and knows no timeouts then", () => {
    const mute = bareKernel(options);
    expect(mute.deliveries).toBe(bareKernel({ ...options, answers: true }).deliveries);
    expect([mute.answers, mute.timeouts]).toEqual([0, 0]);
  });

  it("runs ten thousand nodes with ten thousand members", () => {
    const { deliveries, blocked } = bareKernel({
      ...options,
      nodes: 10_000,
      members: 10_000,
      messages: 8,
    });
    expect(deliveries + blocked).toBe(8 * 9999);
  });

  it("runs with nothing to do", () => {
    expect(bareKernel({ nodes: 1, messages: 3, seed: "x" }).deliveries).toBe(0);
    expect(bareKernel({ nodes: 5, messages: 0, seed: "x" }).deliveries).toBe(0);
  });
});
