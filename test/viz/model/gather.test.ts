// A slim model tells the same of every event but for hashes and signatures.
import { expect, test } from "vitest";
import { gatherModel } from "../../../viz/model/gather.ts";
import { openModel } from "../../../viz/model/model.ts";
import { pack } from "../../../viz/model/pack.ts";
import { scenarioRecords } from "../scenario-models.ts";

const records = scenarioRecords("netsplit-ban");
const whole = openModel(gatherModel(records));
const slimData = gatherModel(records, { slim: true });
const slim = openModel(slimData);

test("what is left out is said, and nothing else is missing", () => {
  expect(whole.leftOut).toBe("");
  expect(slim.leftOut).toBe("hashes and signatures");
  for (const { index, id, pdu } of whole.events) {
    const { hashes: _h, signatures: _s, ...rest } = pdu as Record<string, unknown>;
    expect(slim.events[index].id).toBe(id);
    expect(slim.events[index].pdu).toEqual(rest);
    expect(slim.events[index].content).toEqual(whole.events[index].content);
  }
});

test("it is smaller", () => {
  expect(pack(slimData).length).toBeLessThan(pack(gatherModel(records)).length * 0.8);
});

test("lists of events that the trace does not hold, or holds twice, stay as they were written", () => {
  const odd = records.map((record) => {
    if (record.kind !== "event" || record.index !== 3) return record;
    const pdu = record.pdu as Record<string, unknown>;
    const [first] = pdu["prev_events"] as string[];
    return { ...record, pdu: { ...pdu, prev_events: [first, "$gone", first], auth_events: 7 } };
  });
  const [, , , event] = openModel(gatherModel(odd, { slim: true })).events;
  const [, , , plain] = openModel(gatherModel(odd)).events;
  const { hashes: _h, signatures: _s, ...rest } = plain.pdu as Record<string, unknown>;
  expect(event.pdu).toEqual(rest);
});

test("a bare model keeps state and what was refused, and of messages what columns say", () => {
  const bare = openModel(gatherModel(records, { bare: true }));
  expect(bare.leftOut).toMatch(/hashes and signatures, .*what messages say/);
  let messages = 0;
  for (const { index, id, type, sender, prev, stateKey, content } of whole.events) {
    const event = bare.events[index];
    expect([event.type, event.sender, event.prev]).toEqual([type, sender, prev]);
    const keeps = stateKey !== undefined || whole.arrivals.refusalsOf(index).length > 0;
    expect(event.id).toBe(keeps ? id : `${id.slice(0, 6)}…`);
    expect(event.content).toEqual(keeps ? content : {});
    if (!keeps) messages += 1;
  }
  expect(messages).toBeGreaterThan(0);
});

test("records that come one by one, told anew each time, give the same as a list", () => {
  const told = { [Symbol.iterator]: () => records[Symbol.iterator]() };
  expect(gatherModel(told)).toEqual(gatherModel(records));
});
