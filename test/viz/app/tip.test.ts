// The note beside the pointer is one true sentence.
import { expect, test } from "vitest";
import { tipText } from "../../../viz/app/tip.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

// tip.ts makes an element when a Tip is made, not when it is loaded; the sentence needs no page.
const model = buildModel(syntheticTrace({ events: 60, servers: 4 }));
const soft = model.arrivals
  .allRefusals()
  .map((entry) => model.arrivals.get(entry))
  .find(({ verdict }) => verdict === "soft-failed")!;
const { event, server } = soft;
const made = model.events[event].atMs;

test("it says what the server made of the event, when, how late and why", () => {
  const text = tipText(model, { event, server, atMs: model.endMs });
  expect(text).toMatch(/^alpha: soft-failed at 0:\d\d\.\d{3} \(\+\d+(\.\d)?s\), .*check 6, rule 5/);
});

test("it says so where the server did not have it yet, or it was not made yet", () => {
  expect(tipText(model, { event, server, atMs: made })).toMatch(/^alpha did not have it at/);
  expect(tipText(model, { event, server, atMs: made - 1 })).toBe("not made yet");
});

test("it says where a server has the redacted form only", () => {
  const redacted = buildModel(
    syntheticTrace({ events: 60, servers: 4 }).map((record) =>
      record.kind === "arrive" && record.server === server && record.event === event
        ? { ...record, redacted: true }
        : record,
    ),
  );
  expect(tipText(redacted, { event, server, atMs: redacted.endMs })).toContain("in redacted form");
});
