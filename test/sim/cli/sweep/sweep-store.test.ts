import { writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SweepStore } from "../../../../sim/cli/sweep/sweep-store.ts";
import type { SweepRow } from "../../../../sim/run/index.ts";
import { temporaryFolder } from "../call.ts";

const about = { story: "a story", software: "rashomon 1" };
const all = { first: 0, last: 100 };
const fails = (signature: string) => [{ signature, detail: `${signature} here` }];
const row = (seed: number, events: number, failures: SweepRow["failures"] = []): SweepRow => {
  const outcome = failures.length === 0 ? "held" : "broken";
  return { seed, outcome, hash: `h${seed}`, events, deliveries: 2, failures, places: ["site: x"] };
};

test("runs are kept over closing, in order of seeds, and counted by outcome", async () => {
  const file = join(temporaryFolder(), "deep", "results.sqlite");
  const first = await SweepStore.open(file, about);
  first.add([row(9, 5), row(2, 5, fails("a"))]);
  first.close();
  const again = await SweepStore.open(file, about);
  again.add([row(4, 5)]);
  expect(again.seedsDone()).toEqual([2, 4, 9]);
  expect(again.outcomes(all)).toEqual({ held: 2, broken: 1 });
  expect(again.outcomes({ first: 3, last: 9 })).toEqual({ held: 2 });
  expect(again.hashes(all)).toEqual(["h2", "h4", "h9"]);
  again.close();
});

test("failures are grouped, the most frequent first, each with its shortest run", async () => {
  const store = await SweepStore.open(join(temporaryFolder(), "results.sqlite"), about);
  store.add([
    row(1, 30, fails("a")),
    row(2, 10, [...fails("a"), ...fails("b")]),
    row(3, 10, fails("a")),
  ]);
  expect(store.failures(all)).toMatchObject([
    { signature: "a", runs: 3, seed: 2, events: 10, detail: "a here" },
    { signature: "b", runs: 1, seed: 2, events: 10 },
  ]);
  store.close();
});

test("what is known of a failure is kept, and parts it from news of the same words", async () => {
  const store = await SweepStore.open(join(temporaryFolder(), "results.sqlite"), about);
  const [one] = fails("a");
  store.add([row(1, 9, [one]), row(2, 8, [{ ...one, known: "refused" }]), row(3, 7, [one])]);
  expect(store.failures(all)).toMatchObject([
    { signature: "a", known: null, runs: 2, seed: 3 },
    { signature: "a", known: "refused", runs: 1, seed: 2 },
  ]);
  store.close();
});

test("a file that is damaged in the middle is told, and left as it is", async () => {
  const file = join(temporaryFolder(), "results.sqlite");
  const store = await SweepStore.open(file, about);
  store.add(Array.from({ length: 400 }, (_, n) => row(n, 9, fails(`failure ${n}`))));
  store.close();
  const bytes = readFileSync(file);
  bytes.fill(0x5a, 8 * 4096 + 8, 9 * 4096);
  writeFileSync(file, bytes);
  await expect(SweepStore.open(file, about)).rejects.toThrow("this results file is damaged: ");
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

test("a seed that is there already refuses the whole range, and nothing of it is written", async () => {
  const store = await SweepStore.open(join(temporaryFolder(), "results.sqlite"), about);
  store.add([row(5, 1)]);
  expect(() => store.add([row(4, 1), row(5, 1)])).toThrow("cannot write");
  expect(store.seedsDone()).toEqual([5]);
  store.close();
});

test("another story, another version and a file that is none are refused and left as they are", async () => {
  const file = join(temporaryFolder(), "results.sqlite");
  (await SweepStore.open(file, about)).close();
  await expect(SweepStore.open(file, { ...about, story: "other" })).rejects.toThrow(
    "another sweep: its story",
  );
  await expect(SweepStore.open(file, { ...about, software: "2" })).rejects.toThrow(
    "its software is rashomon 1",
  );
  const garbage = join(temporaryFolder(), "results.sqlite");
  writeFileSync(garbage, "this is no database, and long enough to be sure of it\n".repeat(40));
  await expect(SweepStore.open(garbage, about)).rejects.toThrow("no results file");
  expect(readFileSync(garbage, "utf8")).toContain("this is no database");
});

test("where no file can be made, it says so, and what is there stays", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "file"), "mine");
  const within = (...path: string[]) => SweepStore.open(join(folder, ...path), about);
  for (const path of [["results.sqlite"], ["a", "results.sqlite"]])
    await expect(within("file", ...path)).rejects.toThrow("part of this path is a file");
  expect(readFileSync(join(folder, "file"), "utf8")).toBe("mine");
});

test("places are counted over all runs, with the first seed whatever the order", async () => {
  const store = await SweepStore.open(join(temporaryFolder(), "results.sqlite"), about);
  expect(store.newestPlace()).toBe(-1);
  store.add([row(9, 5)]);
  store.add([row(2, 5), { ...row(3, 5), places: ["site: x", "site: y"] }]);
  expect(store.places()).toEqual([
    { place: "site: x", runs: 3, seed: 2 },
    { place: "site: y", runs: 1, seed: 3 },
  ]);
  expect(store.newestPlace()).toBe(3);
  store.close();
});
