import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Faults } from "../../../sim/engine/faults.ts";

/** The links that are open, as "from-to", in order. */
function openLinks(faults: Faults): string[] {
  const links: string[] = [];
  for (let from = 0; from < faults.nodes; from++) {
    for (let to = 0; to < faults.nodes; to++) {
      if (from !== to && faults.open(from, to)) links.push(`${from}-${to}`);
    }
  }
  return links;
}

describe("partition and heal", () => {
  it("cuts between two groups and nothing within them, until healed", () => {
    const faults = new Faults(4);
    const before = openLinks(faults);
    expect(before.length).toBe(12);
    const cut = faults.partition([
      [0, 1],
      [2, 3],
    ]);
    expect(openLinks(faults)).toEqual(["0-1", "1-0", "2-3", "3-2"]);
    expect(faults.heal(cut)).toBe(true);
    expect(openLinks(faults)).toEqual(before);
  });

  it("makes one further group of the nodes in no group", () => {
    const faults = new Faults(6);
    faults.partition([[0, 1], [2]]);
    expect(openLinks(faults)).toEqual(["0-1", "1-0", "3-4", "3-5", "4-3", "4-5", "5-3", "5-4"]);
  });

  it("splits into as many groups as there are nodes", () => {
    const faults = new Faults(1000);
    faults.partition(Array.from({ length: 1000 }, (_, node) => [node]));
    expect(openLinks(faults)).toEqual([]);
  });

  it("cuts one way from group 0 and leaves the way back and all others open", () => {
    const faults = new Faults(4);
    faults.partition([[0], [1]], { oneWay: true });
    const shut = ["0-1", "0-2", "0-3"];
    const all = openLinks(new Faults(4));
    expect(openLinks(faults)).toEqual(all.filter((link) => !shut.includes(link)));
  });

  it("keeps a link shut until the last of overlapping cuts is healed", () => {
    const faults = new Faults(4);
    const halves = faults.partition([[0, 1]]);
    const alone = faults.partition([[0]]);
    const single = faults.cutLinks([[0, 2]]);
    faults.heal(halves);
    expect(faults.open(1, 2)).toBe(true);
    expect(faults.open(0, 1)).toBe(false);
    faults.heal(alone);
    expect(faults.open(0, 1)).toBe(true);
    expect(faults.open(0, 2)).toBe(false);
    expect(faults.open(2, 0)).toBe(true);
    faults.heal(single);
    expect(openLinks(faults).length).toBe(12);
  });

  it("heals everything at once when no cut is named, and says whether it did", () => {
    const faults = new Faults(5);
    expect(faults.heal()).toBe(false);
    faults.partition([[0, 1]]);
    const cut = faults.cutLinks([[3, 4]]);
    expect(faults.heal()).toBe(true);
    expect(openLinks(faults).length).toBe(20);
    expect(faults.heal(cut)).toBe(false);
  });
});

describe("cutLinks", () => {
  it("makes a one-way ring of cuts and shares links between cuts", () => {
    const faults = new Faults(4);
    const ring = faults.cutLinks([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 0],
    ]);
    const more = faults.cutLinks([
      [0, 1],
      [0, 3],
    ]);
    expect(openLinks(faults)).toEqual(["0-2", "1-0", "1-3", "2-0", "2-1", "3-1", "3-2"]);
    faults.heal(ring);
    expect([faults.open(0, 1), faults.open(0, 3), faults.open(1, 2)]).toEqual([false, false, true]);
    faults.heal(more);
    expect(openLinks(faults).length).toBe(12);
  });
});

describe("hold and release", () => {
  it("holds links without cutting them, until released", () => {
    const faults = new Faults(4);
    const pairs = faults.hold({ pairs: [[0, 1]] });
    const groups = faults.hold({
      groups: [
        [0, 1],
        [2, 3],
      ],
    });
    expect([faults.held(0, 1), faults.held(1, 0), faults.held(0, 2)]).toEqual([true, false, true]);
    expect(openLinks(faults).length).toBe(12);
    expect(faults.release(groups)).toBe(true);
    expect([faults.held(0, 1), faults.held(0, 2)]).toEqual([true, false]);
    faults.hold({ groups: [[3]], oneWay: true });
    expect([faults.held(3, 0), faults.held(0, 3)]).toEqual([true, false]);
    expect(faults.release()).toBe(true);
    expect([faults.held(0, 1), faults.held(3, 0)]).toEqual([false, false]);
    expect(faults.release(pairs)).toBe(false);
  });
});

describe("crash and restart", () => {
  it("takes a node down and up again, whatever the cuts", () => {
    const faults = new Faults(3);
    expect(faults.crash(1)).toBe(true);
    expect(faults.crash(1)).toBe(false);
    expect([faults.up(0), faults.up(1), faults.up(2)]).toEqual([true, false, true]);
    faults.heal();
    expect(faults.up(1)).toBe(false);
    expect(faults.restart(1)).toBe(true);
    expect(faults.restart(1)).toBe(false);
    expect(faults.up(1)).toBe(true);
  });
});

describe("Faults", () => {
  it("counts a version with each verb and says whether anything is active", () => {
    const faults = new Faults(3);
    const verbs: [verb: () => unknown, active: boolean][] = [
      [() => faults.partition([[0]]), true],
      [() => faults.heal(), false],
      [() => faults.cutLinks([[0, 1]]), true],
      [() => faults.heal(2), false],
      [() => faults.hold({ pairs: [[0, 1]] }), true],
      [() => faults.release(), false],
      [() => faults.crash(0), true],
      [() => faults.restart(0), false],
    ];
    verbs.forEach(([verb, active], i) => {
      expect(faults.version).toBe(i);
      verb();
      expect(faults.active).toBe(active);
    });
    expect(faults.version).toBe(8);
  });

  it("refuses what cannot be, says why, and stays as it was", () => {
    const faults = new Faults(10);
    const refused: [() => unknown, string][] = [
      [() => faults.partition([[0, 12]]), "partition: node 12 does not exist; there are 0 to 9."],
      [() => faults.partition([[-1]]), "partition: node -1 does not exist; there are 0 to 9."],
      [() => faults.partition([[1.5]]), "partition: node 1.5 does not exist; there are 0 to 9."],
      [() => faults.partition([[3], [4, 3]]), "partition: node 3 is in group 0 and in group 1."],
      [() => faults.partition([[3, 3]]), "partition: node 3 is in group 0 twice."],
      [() => faults.partition([]), "partition: there must be a group."],
      [() => faults.cutLinks([[0, 10]]), "cutLinks: node 10 does not exist; there are 0 to 9."],
      [() => faults.cutLinks([[2, 2]]), "cutLinks: node 2 has no link to itself."],
      [() => faults.hold({ groups: [[0], [0]] }), "hold: node 0 is in group 0 and in group 1."],
      [() => faults.heal(1), "heal: there never was a number 1."],
      [() => faults.release(7), "release: there never was a number 7."],
      [() => faults.crash(10), "crash: node 10 does not exist; there are 0 to 9."],
      [() => faults.restart(-1), "restart: node -1 does not exist; there are 0 to 9."],
    ];
    for (const [verb, message] of refused) expect(verb).toThrow(new RangeError(message));
    expect(faults.version).toBe(0);
    expect(faults.active).toBe(false);
  });

  it("agrees with a list of shut links for any sequence of cuts and heals", () => {
    const n = 7;
    const node = fc.nat(n - 1);
    const step = fc.oneof(
      fc.record({
        groupOf: fc.array(fc.nat(3), { minLength: n, maxLength: n }),
        oneWay: fc.boolean(),
      }),
      fc.record({ pairs: fc.array(fc.tuple(node, node), { maxLength: 12 }) }),
      fc.record({ heal: fc.nat(9) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12, size: "max" }), (steps) => {
        const faults = new Faults(n);
        const cuts = new Map<number, (from: number, to: number) => boolean>();
        for (const step of steps) {
          if ("heal" in step) {
            const ids = [...cuts.keys()];
            if (step.heal === 9) faults.heal();
            else if (ids.length > 0) faults.heal(ids[step.heal % ids.length]);
            if (step.heal === 9) cuts.clear();
            else if (ids.length > 0) cuts.delete(ids[step.heal % ids.length]);
          } else if ("pairs" in step) {
            const pairs = step.pairs.filter(([from, to]) => from !== to);
            cuts.set(faults.cutLinks(pairs), (from, to) =>
              pairs.some((pair) => pair[0] === from && pair[1] === to),
            );
          } else {
            const { groupOf, oneWay } = step;
            // Group 3 is left out, so it is the further group.
            const groups = [0, 1, 2].map((g) => groupOf.flatMap((of, i) => (of === g ? [i] : [])));
            cuts.set(faults.partition(groups, { oneWay }), (from, to) =>
              oneWay ? groupOf[from] === 0 && groupOf[to] !== 0 : groupOf[from] !== groupOf[to],
            );
          }
          const expected: string[] = [];
          for (let from = 0; from < n; from++) {
            for (let to = 0; to < n; to++) {
              if (from === to || [...cuts.values()].some((cut) => cut(from, to))) continue;
              expected.push(`${from}-${to}`);
            }
          }
          expect(openLinks(faults)).toEqual(expected);
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
