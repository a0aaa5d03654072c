import { expect, test } from "vitest";
import { stoppedReport } from "../../../loadtest/report/stopped.ts";

const run = {
  command: "federation send",
  target: "http://127.0.0.1:8008",
  reached: "joining: 3 of 10 origins <b>",
  startedAt: "2026-01-01T00:00:00.000Z",
  tookMs: 2_500,
  again: "rashomon federation send --seed 'a&b'",
};

test("a run that was stopped before it measured says how far it came, in all forms", () => {
  const { why, object, page, junit } = stoppedReport(run);
  expect(why).toContain("joining: 3 of 10 origins");
  expect(object).toMatchObject({ outcome: "incomplete", end: { how: "stopped" }, tookMs: 2_500 });
  expect(page).toContain("joining: 3 of 10 origins &lt;b&gt;");
  expect(page).toContain("--seed &#39;a&amp;b&#39;");
  expect(junit).toContain('errors="1"');
  expect(stoppedReport({ ...run, reached: "" }).why).toContain("at the very beginning");
});
