// The story of a resolution is that of the run: the page's rules come to the recorded state, the
// stages hold exactly what the record counts, and a record that says something else is found out.
import { expect, test } from "vitest";
import type { TraceRecord } from "../../../sim/trace/records.ts";
import { buildModel } from "../../../viz/model/index.ts";
import { resolutionStory, type ResolutionStory, type Stage } from "../../../viz/why/index.ts";
import { hiddenLevels, lastOf } from "../../sim/check/trace-builder.ts";
import { scenarioModel, scenarioRecords } from "../scenario-models.ts";

const netsplit = scenarioModel("netsplit-ban");

function storyOf(model: typeof netsplit, index: number): ResolutionStory {
  const telling = resolutionStory(model, index);
  if (!telling.ok) throw new Error(telling.why);
  return telling.story;
}

function stageOf<K extends Stage["kind"]>(story: ResolutionStory, kind: K) {
  const found = story.stages.filter((stage): stage is Stage & { kind: K } => stage.kind === kind);
  if (found.length === 0) throw new Error(`no stage ${kind}`);
  return found;
}

test.each(["netsplit-ban", "power-duel", "join-rule-race", "crash-in-split"])(
  "%s: every resolution that is run again in the page comes to the recorded state",
  (name) => {
    const model = scenarioModel(name);
    expect(model.resolutions.length).toBeGreaterThan(4);
    for (const index of model.resolutions.keys()) {
      const story = storyOf(model, index);
      expect(story.agrees, `resolution ${index}`).toBe(true);
      expect(story.explanation.counts).toEqual({
        conflicted: story.record.conflicted,
        authDifference: story.record.authDifference,
        subgraph: story.record.subgraph,
        replayed: story.record.replayed,
        authChecks: story.record.authChecks,
      });
    }
  },
);

test("the stages come in the order of the algorithm and hold what the record counts", () => {
  const story = storyOf(netsplit, netsplit.resolutions.length - 1);
  expect(story.stages.map(({ kind }) => kind)).toEqual([
    ...["split", "auth-difference", "conflicted-subgraph", "power-order", "auth-checks"],
    ...["mainline", "mainline-order", "auth-checks", "unconflicted", "result"],
  ]);
  const [split] = stageOf(story, "split");
  const held = new Set(split.slots.flatMap(({ held }) => held).filter((event) => event >= 0));
  expect(held.size).toBe(story.record.conflicted);
  expect(stageOf(story, "auth-difference")[0].events).toHaveLength(story.record.authDifference);
  const checks = stageOf(story, "auth-checks").flatMap(({ rows }) => rows);
  expect(checks).toHaveLength(story.record.authChecks);
  const [order] = stageOf(story, "power-order");
  expect(order.rows.map(({ beforeNext }) => beforeNext).at(-1)).toBeUndefined();
  expect(order.rows.slice(0, -1).every(({ beforeNext }) => beforeNext !== undefined)).toBe(true);
});

test("an event of the auth difference is in the chains of some inputs, not of all", () => {
  for (const index of netsplit.resolutions.keys()) {
    const story = storyOf(netsplit, index);
    for (const { inChainsOf } of stageOf(story, "auth-difference")[0].events) {
      expect(inChainsOf.length).toBeGreaterThan(0);
      expect(inChainsOf.length).toBeLessThan(story.explanation.labels.length);
    }
  }
});

test("a record whose outcome the rules do not give is found out", () => {
  const records = scenarioRecords("netsplit-ban").map((record) =>
    record.kind === "resolve" ? { ...record, output: record.inputs[0] } : record,
  );
  const model = buildModel(records);
  expect(storyOf(model, 0).agrees).toBe(false);
});

test("what the page cannot tell it says: unknown versions, dialects, states without events", () => {
  const records = scenarioRecords("netsplit-ban");
  const tell = (change: (record: (typeof records)[number]) => (typeof records)[number]) =>
    resolutionStory(buildModel(records.map(change)), 0);
  const version = tell((record) =>
    record.kind === "meta"
      ? { ...record, rooms: record.rooms.map((room) => ({ ...room, version: "future" })) }
      : record,
  );
  expect(version).toEqual({ ok: false, why: expect.stringContaining("version") });
  const dialect = tell((record) =>
    record.kind === "resolve" ? { ...record, dialect: "klingon" } : record,
  );
  expect(dialect).toEqual({ ok: false, why: expect.stringContaining("klingon") });
  const pdu = tell((record) => (record.kind === "event" ? { ...record, pdu: null } : record));
  expect(pdu).toEqual({ ok: false, why: expect.stringContaining("lacks") });
});

test("a server that has levels in redacted form only is told to resolve by that", () => {
  const { trace, levels, invitation } = hiddenLevels("redacted");
  const tellLast = (records: readonly TraceRecord[]) => {
    const model = buildModel(records);
    return storyOf(model, model.resolutions.length - 1);
  };
  const records = trace.trace();
  const story = tellLast(records);
  expect(story.agrees).toBe(true);
  const rows = stageOf(story, "auth-checks").flatMap(({ rows }) => rows);
  expect(rows.find(({ event }) => event === invitation)?.verdict.ok).toBe(true);
  expect(rows.find(({ event }) => event === levels)?.verdict.ok).toBe(true);
  delete lastOf(records, "arrive").redacted;
  expect(tellLast(records).agrees).toBe(false);
});
