import { expect, test } from "vitest";
import { junit } from "../../../loadtest/page/junit.ts";

test("cases are counted by what became of them, and reasons are text", () => {
  const text = junit(
    "suite <1>",
    [
      { name: "a", result: "held" },
      { name: "b", result: "failure", message: '5 > "3"' },
      { name: "c", result: "error", message: "gone" },
      { name: "d", result: "skipped", message: "unknown" },
    ],
    "2026-01-02T03:04:05.678Z",
  );
  expect(text).toContain('tests="4" failures="1" errors="1" skipped="1"');
  expect(text).toContain('timestamp="2026-01-02T03:04:05"');
  expect(text).toContain('<failure message="5 &gt; &quot;3&quot;"/>');
  expect(text).toContain('classname="suite &lt;1&gt;" name="a"/>');
});
