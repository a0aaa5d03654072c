import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { search } from "../../../loadtest/capacity/coordinator.ts";
import {
  Journal,
  journalFormat,
  JournalProblem,
  readJournal,
  type JournalHead,
} from "../../../loadtest/capacity/journal.ts";
import type { ProbeRecord } from "../../../loadtest/capacity/probe-record.ts";
import { descentsOf, searchDefaults } from "../../../loadtest/capacity/search.ts";
import { SimulatedServer } from "./simulated-server.ts";

const folder = mkdtempSync(join(tmpdir(), "rashomon-journal-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const slo = "p95<500ms";
const head: JournalHead = {
  ...{
    format: journalFormat,
    plan: searchDefaults,
    slos: [slo],
    subject: { target: "x", seed: 1 },
  },
};
const file = (name: string) => join(folder, name, "journal.ndjson");
const model = { capacity: 20 };

/** Searches with a journal; the signal comes after so many probes. */
async function searchFor(path: string, probes: number) {
  const journal = Journal.open(path, head);
  const stop = new AbortController();
  const server = new SimulatedServer(model, { seed: "1", slo });
  // A simulated server draws by the number of its probe: those of before are made again.
  for (const { rate } of journal.records) server.look(rate);
  let left = probes;
  const outcome = await search(searchDefaults, server, {
    ...{ signal: stop.signal, records: journal.records },
    keep: (record) => journal.add(record),
    onOrder: () => {
      if (left-- === 0) stop.abort();
    },
  });
  journal.close();
  return outcome;
}

const shape = (records: readonly ProbeRecord[]) =>
  records.map(({ phase, rate, verdicts }) => [phase, rate, verdicts]);

describe("a journal", () => {
  test("a search that is broken off and taken up again makes the probes of one in one go", async () => {
    const whole = await searchFor(file("whole"), Infinity);
    let parts = await searchFor(file("parts"), 4);
    expect(parts.answer.end.how).toBe("stopped");
    while (parts.answer.end.how === "stopped") parts = await searchFor(file("parts"), 5);
    const climb = (records: readonly ProbeRecord[]) =>
      shape(records.filter(({ phase }) => phase !== "shock" && phase !== "descend"));
    expect(climb(parts.records)).toEqual(climb(whole.records));
    const { hysteresis, refused } = parts.answer;
    expect(parts.answer).toEqual({ ...whole.answer, hysteresis, refused });
    // A way down that was broken off begins again with its shock: the server has had a rest.
    expect(descentsOf(searchDefaults, parts.records).done).toBe(searchDefaults.descents);
  });

  test("a torn last line is cut off, and what follows is whole", async () => {
    await searchFor(file("torn"), 3);
    appendFileSync(file("torn"), '{"phase":"torn');
    const journal = Journal.open(file("torn"), head);
    expect(journal.records).toHaveLength(3);
    journal.add(journal.records[0]);
    journal.close();
    expect(readJournal(file("torn")).records).toHaveLength(4);
    expect(readFileSync(file("torn"), "utf8")).not.toContain('"torn');
  });

  test("a journal of another search is refused, with what differs", async () => {
    await searchFor(file("other"), 1);
    const other = { ...head, plan: { ...searchDefaults, rateMax: 77 } };
    expect(() => Journal.open(file("other"), other)).toThrow("rateMax 200, not 77");
    expect(() => Journal.open(file("other"), { ...head, slos: ["p99<1s"] })).toThrow("thresholds");
    writeFileSync(join(folder, "none"), '{"a":1}\n');
    expect(() => Journal.open(join(folder, "none"), head)).toThrow(JournalProblem);
    writeFileSync(join(folder, "none"), `${JSON.stringify(head)}\n{"a":\n`);
    expect(() => Journal.open(join(folder, "none"), head)).toThrow(
      expect.objectContaining({ line: 2 }),
    );
  });

  test("a journal without a probe is nobody's, and is begun anew", () => {
    Journal.open(file("empty"), head).close();
    const journal = Journal.open(file("empty"), { ...head, slos: ["p99<1s"] });
    journal.close();
    expect([journal.isNew, readJournal(file("empty")).head?.slos]).toEqual([true, ["p99<1s"]]);
  });

  test("kill -9 loses at most the probe under way", async () => {
    const path = file("killed");
    const script = join(folder, "forever.ts");
    const at = (name: string) =>
      JSON.stringify(join(import.meta.dirname, "../../../loadtest/capacity", name));
    writeFileSync(
      script,
      `import { Journal } from ${at("journal.ts")};
       const journal = Journal.open(${JSON.stringify(path)}, ${JSON.stringify(head)});
       for (let n = 0; ; n++) {
         journal.add({ n, phase: "narrow", rate: n + 1, verdicts: [], refusals: [], startedAt: "", figures: { achievedRate: 1 } });
         if (n === 20) console.log("ready");
       }`,
    );
    const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
    const journal = Journal.open(path, head);
    expect(journal.records.length).toBeGreaterThan(20);
    expect(journal.records.map(({ n }) => n)).toEqual(journal.records.map((_unused, n) => n));
    journal.close();
  });
});

test("a probe that the disk does not take is known to the search all the same", () => {
  const journal = Journal.open(file("full"), head);
  journal.close();
  const found = { verdicts: [], refusals: [], figures: { achievedRate: 1 } };
  const startedAt = "2026-01-31T12:00:00Z";
  const record: ProbeRecord = { n: 0, phase: "warm", rate: 1, startedAt, ...found };
  expect(() => journal.add(record)).toThrow(/EBADF/);
  expect(journal.records).toEqual([record]);
});
