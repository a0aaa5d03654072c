// Why a server lacks an event, for each cause that a run can have.
import { expect, test } from "vitest";
import { chainText, whyNotThere } from "../../../viz/why/index.ts";
import type { TraceRecord } from "../../../sim/trace/records.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { findEvent, scenarioModel, scenarioRecords } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const [split] = model.faults;
const ban = findEvent(model, (text) => text.includes('"membership":"ban"'));
const ask = (server: number, event: number, atMs: number) =>
  whyNotThere(model, { server, event, atMs });

test("a partition stands between: which, from when to when, and when it came at last", () => {
  const chain = ask(1, ban, split.endMs - 1);
  expect(chain.answer).toBe("A fault stands between: partition: alpha ‖ bravo, charlie.");
  const times = chain.links.map(({ atMs }) => atMs);
  const came = model.arrivals.ofEvent(ban).find(({ server }) => server === 1);
  for (const time of [split.startMs, split.endMs, came?.atMs]) expect(times).toContain(time);
});

test("servers on the maker's side are not told of the partition", () => {
  const made = model.events.find(({ server, atMs }) => server === 1 && atMs > split.startMs);
  if (made === undefined) throw new Error("bravo makes nothing in the split");
  const chain = ask(2, made.index, made.atMs);
  expect(chainText(chain)).not.toContain("partition");
  expect(chain.answer).toContain("on its way");
});

test("not made yet, not in the room yet, and there", () => {
  expect(ask(1, ban, split.startMs).answer).toMatch(/^It is made only at/);
  expect(ask(2, 0, 100).answer).toBe("charlie is not in the room.");
  expect(ask(0, ban, model.endMs).answer).toBe("It has it.");
});

test("a crashed server: the crash is named", () => {
  const crashed = scenarioModel("crash-in-split");
  const crash = crashed.faults.find(({ verb }) => verb === "crash");
  if (crash?.server === undefined) throw new Error("nobody crashes");
  const { server } = crash;
  const made = crashed.events.find(
    (event) => event.atMs > crash.startMs && event.atMs < crash.endMs && event.server !== server,
  );
  if (made === undefined) throw new Error("nothing is made while it is down");
  const question = { server, event: made.index, atMs: made.atMs };
  expect(chainText(whyNotThere(crashed, question))).toContain("crash");
});

test("what a server lost with its disk: that it had it, and when it lost it", () => {
  const records = scenarioRecords("netsplit-ban");
  const end = records.findIndex(({ kind }) => kind === "end");
  const place = { atMs: model.endMs, server: 1, room: 0 };
  const lost: TraceRecord = { kind: "forget", ...place, events: [ban] };
  const after = buildModel(records.toSpliced(end, 0, lost));
  const chain = whyNotThere(after, { server: 1, event: ban, atMs: model.endMs });
  expect(chain.answer).toBe("bravo had it, and lost it with what it had stored.");
  expect(chainText(chain)).toContain("bravo loses it");
});
