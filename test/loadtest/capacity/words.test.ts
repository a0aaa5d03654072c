import { describe, expect, test } from "vitest";
import {
  answerLines,
  headline,
  intervalText,
  recordText,
} from "../../../loadtest/capacity/words.ts";
import { reportOf } from "./simulated-report.ts";

describe("words", () => {
  test("intervals read as people write them", () => {
    const texts = [
      [10.234, 14.87],
      [10, Infinity],
      [0, 3],
      [0, Infinity],
    ].map(([low, high]) => intervalText({ low, high }));
    expect(texts).toEqual(["10.2 … 14.9", "over 10", "under 3", "unknown"]);
  });

  test("a line of progress says what a probe found", async () => {
    const { records } = await reportOf({ capacity: 20 });
    const lines = records.map((record) => recordText(record, "PDU/s"));
    expect(lines[0]).toMatch(/^roughly [\d.]+ PDU\/s$/);
    expect(lines.join("\n")).toMatch(/^[\d.]+ PDU\/s: held, p95 \d+ ms$/m);
    expect(lines.join("\n")).toMatch(/^[\d.]+ PDU\/s: over, p95 was [\d.]+ m?s, \d+ % of 500 ms$/m);
  });

  test("the answer tells what gave way first, hysteresis and how many probes", async () => {
    const { answer, plan } = await reportOf({
      capacity: 30,
      badAbove: 30,
      goodBelow: 12,
      badShare: 0.3,
    });
    const lines = answerLines(answer, "journeys/s").join("\n");
    expect(headline(answer, plan, "journeys/s")).toMatch(
      /^Capacity: [\d.]+ … [\d.]+ journeys\/s \(95 %\)/,
    );
    expect(lines).toContain("p95<500ms gave way first");
    expect(lines).toContain("lower than where it fails");
    expect(lines).toMatch(/\d+ probes counted/);
    expect(lines).not.toContain("is open");
    const early = { ...answer, end: { how: "out of time" } as const };
    const open = { ...early, hysteresis: { result: "not measured" } as const };
    expect(answerLines(open, "journeys/s").join("\n")).toContain("is open: the way down was not");
  });
});
