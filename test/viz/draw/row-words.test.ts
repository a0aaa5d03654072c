// The words beside a row: what happened, and at once who refused it and why, or who lacks it.
import { expect, test } from "vitest";
import { rowWords } from "../../../viz/draw/row-words.ts";
import { swimLayout } from "../../../viz/layout/swim.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const records = syntheticTrace({ events: 60, servers: 4 });
const model = buildModel(records);
const layout = swimLayout(model);
const { rowOfEvent } = layout;
const rows = layout.rows.list();
const [soft] = model.arrivals
  .allRefusals()
  .map((entry) => model.arrivals.get(entry))
  .filter(({ verdict }) => verdict === "soft-failed");
const row = rows[rowOfEvent[soft.event]];
const everyone = -1;

test("a soft-failed event says by how many and why, once it has happened", () => {
  const before = rowWords(model, row, { asSeenBy: everyone, atMs: soft.atMs - 1 });
  expect(before.note).not.toContain(model.serverNames[soft.server]);
  const after = rowWords(model, row, { asSeenBy: everyone, atMs: model.endMs });
  expect(after.note).toMatch(/^soft-failed by 2: @bob:bravo.test is banned .*\(check 6, rule 5\)$/);
  expect(after.tone).toBe("warn");
});

test("seen by one server, the note is that server's: refused, lacking, or nothing", () => {
  const seen = (asSeenBy: number, atMs: number) => rowWords(model, row, { asSeenBy, atMs });
  expect(seen(soft.server, soft.atMs).note).toMatch(/^soft-failed: @bob/);
  expect(seen(soft.server, soft.atMs - 1)).toMatchObject({
    note: `${model.serverNames[soft.server]} does not have it`,
    tone: "quiet",
  });
  expect(seen(1, model.endMs)).toMatchObject({ note: "", tone: "plain" });
});

test("an event that some servers have in redacted form says so, to all and to each", () => {
  const other = model.events
    .filter(({ index }) => model.arrivals.refusalsOf(index).length === 0)
    .flatMap(({ index }) => model.arrivals.ofEvent(index))
    .find(({ via, verdict }) => via === "send" && verdict === "accepted")!;
  const { event } = other;
  const redacted = buildModel(
    records.map((record) =>
      record.kind === "arrive" && record.event === event && record.server === other.server
        ? { ...record, redacted: true }
        : record,
    ),
  );
  const eventRow = rows[rowOfEvent[event]];
  const name = model.serverNames[other.server];
  const seen = (asSeenBy: number, atMs = redacted.endMs) =>
    rowWords(redacted, eventRow, { asSeenBy, atMs });
  expect(seen(everyone)).toMatchObject({ note: `redacted for ${name}`, tone: "warn" });
  expect(seen(other.server)).toMatchObject({ note: `${name} has the redacted form only` });
  expect(seen(everyone, other.atMs - 1).note).toBe("");
});

test("faults, marks and refused operations have words of their own", () => {
  const eyes = { asSeenBy: everyone, atMs: model.endMs };
  const told = rows
    .filter(({ kind }) => kind !== "event")
    .map((each) => rowWords(model, each, eyes));
  expect(told.map(({ text }) => text)).toEqual([
    "partition: alpha, charlie ‖ bravo, delta",
    expect.stringMatching(/^heal after/),
    "@bob:bravo: sets the topic",
  ]);
  expect(told[2].note).toMatch(/^refused: /);
});
