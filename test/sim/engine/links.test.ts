import { describe, expect, it } from "vitest";
import type { Delay } from "../../../sim/engine/delay.ts";
import { Links, type LinkRule } from "../../../sim/engine/links.ts";
import { seedHash } from "../../../sim/engine/random.ts";

const seed = seedHash("links");
const spread: Delay = { kind: "uniform", minMs: 10, maxMs: 1_000_009 };

function fate(links: Links, from: number, to: number, message: number): number[] {
  links.outcome(from, to, message);
  const there = [links.lost ? 1 : 0, links.delayMs, links.duplicateDelayMs];
  links.answerOutcome(to, from, message);
  return [...there, links.lost ? 1 : 0, links.delayMs];
}

function share(rule: LinkRule, of: (links: Links) => boolean): number {
  const links = new Links(100, seed, rule);
  let hits = 0;
  for (let message = 0; message < 100; message++) {
    for (let to = 0; to < 100; to++) {
      links.outcome(7, to, message);
      if (of(links)) hits++;
    }
  }
  return hits / 10_000;
}

describe("Links", () => {
  it("gives each message the same fate, whichever others are asked about", () => {
    const third = { numerator: 1, denominator: 3 };
    const rule: LinkRule = { delay: spread, loss: third, duplication: third };
    const links = new Links(10, seed, rule);
    const all = new Map<string, number[]>();
    for (let message = 0; message < 20; message++) {
      for (let from = 0; from < 10; from++) {
        for (let to = 0; to < 10; to++) {
          all.set(`${from} ${to} ${message}`, fate(links, from, to, message));
        }
      }
    }
    const few = new Links(10, seed, rule);
    for (const [key, expected] of [...all].reverse()) {
      const [from, to, message] = key.split(" ").map(Number);
      if ((from + to + message) % 3 === 0) continue;
      expect(fate(few, from, to, message)).toEqual(expected);
    }
  });

  it("draws anew for another sender, recipient, number, direction or seed", () => {
    const links = new Links(10, seed, { delay: spread });
    const delays = [fate(links, 1, 2, 3), fate(links, 4, 2, 3), fate(links, 1, 4, 3)]
      .concat([fate(links, 1, 2, 4), fate(links, 2, 1, 3)])
      .concat([fate(new Links(10, seedHash("other"), { delay: spread }), 1, 2, 3)])
      .flatMap((drawn) => [drawn[1], drawn[4]]);
    expect(new Set(delays).size).toBe(12);
  });

  it("loses the share of messages that the rule says", () => {
    const lost = (links: Links) => links.lost;
    expect(share({ delay: spread }, lost)).toBe(0);
    const rate = share({ delay: spread, loss: { numerator: 1, denominator: 10 } }, lost);
    expect(rate).toBeGreaterThan(0.085);
    expect(rate).toBeLessThan(0.115);
    expect(share({ delay: spread, loss: { numerator: 1, denominator: 1 } }, lost)).toBe(1);
  });

  it("loses answers by draws of their own", () => {
    const half = { numerator: 1, denominator: 2 };
    const links = new Links(100, seed, { delay: spread, loss: half });
    const counts = [0, 0, 0, 0];
    for (let message = 0; message < 4000; message++) {
      const [lost, , , answerLost] = fate(links, 0, 1 + (message % 99), message);
      counts[lost + 2 * answerLost]++;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it("doubles the share that the rule says, with a delay of its own, but never a lost one", () => {
    const copy = { numerator: 1, denominator: 4 };
    const rate = share({ delay: spread, duplication: copy }, (l) => l.duplicateDelayMs >= 0);
    expect(rate).toBeGreaterThan(0.23);
    expect(rate).toBeLessThan(0.27);
    const twin = (l: Links) => l.duplicateDelayMs === l.delayMs;
    expect(share({ delay: spread, duplication: copy }, twin)).toBe(0);
    const always = { numerator: 1, denominator: 1 };
    const lostTwice = (l: Links) => l.lost && l.duplicateDelayMs >= 0;
    const half = { numerator: 1, denominator: 2 };
    expect(share({ delay: spread, loss: half, duplication: always }, lostTwice)).toBe(0);
    const kept = (l: Links) => !l.lost && l.duplicateDelayMs < 0;
    expect(share({ delay: spread, loss: half, duplication: always }, kept)).toBe(0);
  });

  it("gives one direction of a link its own rule and takes it back", () => {
    const links = new Links(3, seed, { delay: { kind: "constant", ms: 20 } });
    links.setLink(0, 1, { delay: { kind: "constant", ms: 300 } });
    links.setLink(0, 1, { delay: { kind: "constant", ms: 400 } });
    const delays = () => [fate(links, 0, 1, 0), fate(links, 1, 0, 0), fate(links, 0, 2, 0)];
    expect(delays().map(([, ms]) => ms)).toEqual([400, 20, 20]);
    // The answer of 0 to 1 takes the link from 0 to 1.
    expect(delays()[1][4]).toBe(400);
    links.setDefault({ delay: { kind: "constant", ms: 30 } });
    expect(delays().map(([, ms]) => ms)).toEqual([400, 30, 30]);
    links.clearLink(0, 1);
    links.clearLink(0, 1);
    expect(delays().map(([, ms]) => ms)).toEqual([30, 30, 30]);
  });

  it("draws from another seed once it is told to, as links with that seed do", () => {
    const other = seedHash("other");
    const links = new Links(10, seed, { delay: spread });
    const before = fate(links, 1, 2, 3);
    links.reseed(other);
    expect(fate(links, 1, 2, 3)).toEqual(fate(new Links(10, other, { delay: spread }), 1, 2, 3));
    links.reseed(seed);
    expect(fate(links, 1, 2, 3)).toEqual(before);
  });

  it("refuses unknown nodes and rules that make no sense", () => {
    const delay: Delay = { kind: "constant", ms: 1 };
    const links = new Links(3, seed, { delay });
    expect(() => links.setLink(0, 3, { delay })).toThrow(/Node 3 does not exist/);
    expect(() => links.clearLink(-1, 0)).toThrow(/Node -1/);
    const loss = { numerator: 2, denominator: 1 };
    expect(() => new Links(3, seed, { delay, loss })).toThrow(/loss is 2\/1/);
    expect(() => links.setDefault({ delay, duplication: loss })).toThrow(/duplication is 2\/1/);
    const regions: Delay = { kind: "regions", regions: ["Tokyo"] };
    expect(() => new Links(3, seed, { delay: regions })).toThrow(/3 nodes and 1 regions/);
  });
});
