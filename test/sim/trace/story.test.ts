import { expect, test } from "vitest";
import type { TraceRecord } from "../../../sim/trace/records.ts";
import { story } from "../../../sim/trace/story.ts";

const names = ["alpha.test", "bravo.test", "charlie.test"];
const meta = {
  kind: "meta",
  servers: names.map((name) => ({ name, policy: "synapse", dialect: "spec" })),
} as unknown as TraceRecord;

const event = (index: number, content: object, type = "m.room.topic"): TraceRecord => ({
  ...{ kind: "event", index, id: `$${index}`, room: 0, server: 0, atMs: 1 },
  pdu: { type, sender: "@ada:alpha.test", state_key: "", content },
});
const state = (id: number, parent: number | null, changes: [string, string, number | null][]) =>
  ({ kind: "state", room: 0, id, parent, changes }) as TraceRecord;
const current = (atMs: number, state: number, server = 0): TraceRecord => ({
  ...{ kind: "current", atMs, server, room: 0, state },
});
const arrive = (event: number, verdict: string, why?: object) =>
  ({ kind: "arrive", atMs: 5, server: 1, event, via: "send", verdict, why }) as TraceRecord;
const fault = (more: object) => ({ kind: "fault", atMs: 7, id: 3, ...more }) as TraceRecord;

const told = (...records: TraceRecord[]) => story([meta, ...records]).map(({ text }) => text);

test("what users do is told with its time, and why it failed", () => {
  const op = {
    kind: "op",
    atMs: 4,
    server: 0,
    user: "@ada:alpha.test",
    action: "says hi",
  } as const;
  expect(
    story([meta, { ...op, result: "ok" }, { ...op, atMs: 9, result: "refused", why: "rule 5" }]),
  ).toEqual([
    { atMs: 4, kind: "op", text: "@ada:alpha.test says hi" },
    { atMs: 9, kind: "op", text: "@ada:alpha.test says hi — refused: rule 5" },
  ]);
});

test.each([
  [{ verb: "crash", server: 1 }, "crash: bravo.test"],
  [
    { verb: "partition", groups: [[0], [1, 2]] },
    "partition: alpha.test | bravo.test, charlie.test",
  ],
  [{ verb: "partition", groups: [[1]] }, "partition: bravo.test | alpha.test, charlie.test"],
  [{ verb: "partition", groups: [[0], [1, 2]], oneWay: true }, "bravo.test, charlie.test"],
  [{ verb: "hold", links: [[0, 2]] }, "hold: alpha.test → charlie.test"],
  [{ verb: "heal" }, "heal ends fault 3"],
])("a fault names the servers: %j", (more, text) => {
  expect(told(fault(more))[0]).toContain(text);
  if ("oneWay" in more) expect(told(fault(more))[0]).toContain("⇥");
});

test("refused and softly failed events are told with the rule, accepted ones are not", () => {
  const why = { rule: "8", detail: "no power" };
  const records = [event(0, {}), arrive(0, "accepted"), arrive(0, "soft-failed", why)];
  expect(told(...records, arrive(0, "rejected"))).toEqual([
    "bravo.test soft-fails m.room.topic of @ada:alpha.test: rule 8, no power",
    "bravo.test rejects m.room.topic of @ada:alpha.test",
  ]);
});

test("a new current state tells what changed beyond the event that had just arrived", () => {
  const records = [
    event(0, { topic: "old" }),
    event(1, { topic: "new" }),
    event(2, { membership: "ban" }, "m.room.member"),
    state(0, null, [["m.room.topic", "", 0]]),
    state(1, 0, [
      ["m.room.topic", "", 1],
      ["m.room.member", "@bob:bravo.test", 2],
    ]),
    state(2, 1, [["m.room.topic", "", null]]),
  ];
  const arrival = { ...arrive(2, "accepted"), server: 0 } as TraceRecord;
  expect(told(...records, current(3, 0), arrival, current(4, 1), current(5, 2))).toEqual([
    'alpha.test now has m.room.topic: "old" → "new"',
    'alpha.test now has m.room.topic: "new" → nothing',
  ]);
  expect(told(...records, current(3, 0), current(4, 0))).toEqual([]);
});

test("of many changes four are told and the others counted", () => {
  const many = Array.from({ length: 7 }, (_, n): [string, string, number] => ["x", `k${n}`, 0]);
  const records = [event(0, {}), state(0, null, []), state(1, 0, many)];
  const [line] = told(...records, current(1, 0), current(2, 1));
  expect(line).toContain("x k3: nothing → set by @ada:alpha.test and 3 more");
});

test("a trace without its beginning is told with numbers for names", () => {
  expect(story([arrive(9, "rejected"), fault({ verb: "crash", server: 2 })])).toEqual([
    { atMs: 5, kind: "failed", text: "server 1 rejects event 9" },
    { atMs: 7, kind: "fault", text: "crash: server 2" },
  ]);
});

test("marks are told", () => {
  expect(told({ kind: "mark", atMs: 1, mark: "gap", what: "3 events" })).toEqual(["gap: 3 events"]);
});

test("the end of a fault that took no time is not told, that of a longer one is", () => {
  const begin = fault({ verb: "begin", rule: "late-message", what: "what @ada says comes late" });
  const end = { verb: "end", rule: "late-message" };
  expect(told(begin, fault(end))).toEqual(["late-message: what @ada says comes late"]);
  expect(told(begin, fault({ ...end, atMs: 8 }))).toHaveLength(2);
});

test("a split by a named fault says how it cuts, and who is cut from whom", () => {
  const [rule, what] = ["isolate", "isolate, slowed"];
  expect(told(fault({ verb: "hold", rule, what, groups: [[1]] }))[0]).toMatch(
    /^isolate, slowed: bravo\.test \| alpha\.test/,
  );
});
