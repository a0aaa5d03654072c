import { expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import type { EventRecord, TraceRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, bob, cay, lastOf, usualTrace } from "../trace-builder.ts";

const verdict = (records: readonly TraceRecord[]) => judge(records, ["power-held"])[0];

test.each(["10", "11", "12"])(
  "holds where everybody gives what they have (version %s)",
  (version) => {
    const trace = usualTrace({ version });
    trace.tell(a, trace.levels(ada, { [bob]: 50, [cay]: 50 }));
    trace.tell(a, trace.levels(ada, { [bob]: 50 }));
    const found = verdict(trace.trace());
    expect(found).toMatchObject({ result: "held" });
    expect(found.detail).toBe("3 power levels events gave no more than due.");
  },
);

test.each(["user", "everybody"])("is broken by a moderator who gives 100 to a %s", (to) => {
  const trace = usualTrace();
  const levels = trace.tell(a, trace.levels(ada, { [bob]: 50, [cay]: 0 }));
  const records = trace.trace();
  const record: EventRecord = lastOf(records, "event", (r) => r.index === levels);
  const pdu = record.pdu as { sender: string; content: Record<string, unknown> };
  pdu.sender = bob;
  if (to === "user") pdu.content["users"] = { [ada]: 100, [bob]: 50, [cay]: 100 };
  else pdu.content["users_default"] = 100;
  const found = verdict(records);
  expect(found).toMatchObject({ result: "broken", events: [levels], servers: [a] });
  expect(found.detail).toContain("but its sender had 50");
});

test("what a level was before may stay, however high", () => {
  const trace = usualTrace();
  const open = { events: { "m.room.power_levels": 50 } };
  const first = trace.levels(ada, { [bob]: 50 });
  trace.tell(a, { ...first, content: { ...first.content, ...open } });
  const second = trace.levels(bob, { [bob]: 50, [cay]: 50 });
  trace.tell(b, { ...second, content: { ...second.content, ...open } });
  expect(verdict(trace.trace()).result).toBe("held");
});
