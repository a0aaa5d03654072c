import { expect, test } from "vitest";
import { writeTrace } from "../../../sim/trace/index.ts";
import { redactTrace } from "../../../viz/excerpt/redact.ts";
import { buildModel } from "../../../viz/model/index.ts";
import { retell, noChange } from "../../../viz/what-if/index.ts";
import { scenarioRecords } from "../scenario-models.ts";

const records = scenarioRecords("netsplit-ban");
const redacted = redactTrace(records);
const text = writeTrace(redacted);

test("no name, word or plan is left", () => {
  expect(text).not.toMatch(/alice|andy|bob|carol|chris/);
  expect(text).not.toMatch(/alpha|bravo|charlie/);
  expect(text).not.toMatch(/quiet at last|order here|hello|good day|is everybody/);
  expect(redacted[0]).toMatchObject({ plan: null });
});

test("claims of a story and words of faults are redacted, too", () => {
  const checks = redacted.flatMap((record) => (record.kind === "verdict" ? [record.check] : []));
  expect(checks).toContain("always claim 1");
  expect(checks).toContain("converges");
  const fault = { kind: "fault", atMs: 1, verb: "rule", id: 9, what: "alpha.test is “down”" };
  const [, told] = redactTrace([records[0], fault as (typeof records)[number]]);
  expect(told).toMatchObject({ what: "server1.test is “…”" });
});

test("who did what stays the same: each name has one number everywhere", () => {
  const [was, is] = [buildModel(records), buildModel(redacted)];
  expect(is.troubles).toEqual([]);
  expect(is.events.map(({ id }) => id)).toEqual(was.events.map(({ id }) => id));
  const numbers = new Map(was.events.map(({ sender }, at) => [sender, is.events[at].sender]));
  was.events.forEach(({ sender }, at) => expect(is.events[at].sender).toBe(numbers.get(sender)));
  expect(new Set(numbers.values()).size).toBe(numbers.size);
});

test("the rules judge the redacted room as they judged the room", () => {
  const [was, is] = [records, redacted].map((list) => {
    const telling = retell(buildModel(list), 0, noChange);
    if (!telling.ok) throw new Error(telling.why);
    const { graph, states, final } = telling.history;
    const rejected = [...Array(graph.count).keys()].filter(
      (e) => states.rejection(e) !== undefined,
    );
    const ids: string[] = [];
    graph.states.forEach(final, (_slot, event) => ids.push(graph.id(event)));
    return { rejected: rejected.map((event) => graph.id(event)), ids: ids.sort() };
  });
  expect(is).toEqual(was);
});
