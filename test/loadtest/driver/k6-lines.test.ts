import { describe, expect, test } from "vitest";
import { K6Lines, type Point } from "../../../loadtest/driver/k6-lines.ts";

const head =
  "metric_name,timestamp,metric_value,error_code,expected_response,name,scenario,status,extra_tags,metadata";
const atMs = Date.parse("2026-01-01T00:00:01.250Z");
const request = {
  metric: "http_req_duration",
  timeMs: atMs,
  value: 0.834015,
  tags: { expected_response: "true", name: "send", status: "200", poll: "no", phase: "0" },
};

/** All that is wanted of some lines. */
const read = (lines: readonly string[], wanted = ["http_req_duration"]) => {
  const points: Point[] = [];
  const reader = new K6Lines(wanted, (point) => points.push(point));
  reader.take(lines.map((line) => `${line}\n`).join(""));
  return points;
};

describe("lines of k6", () => {
  test("say the same as CSV and as JSON", () => {
    const { metric, timeMs, value, tags } = request;
    const csv = `${metric},${timeMs},${value},,true,send,,200,poll=no&phase=0,`;
    const data = { time: new Date(timeMs).toISOString(), value, tags };
    expect(read([head, csv])).toEqual([request]);
    expect(read([JSON.stringify({ metric, type: "Point", data })])).toEqual([request]);
  });

  test("may come with their columns in another order, for k6 sorts tags as it likes", () => {
    const other = "metric_name,timestamp,metric_value,status,name,extra_tags,metadata";
    const line = `lag_ms,${atMs},40.000000,,,measured=yes&phase=1,`;
    const tags = { measured: "yes", phase: "1" };
    expect(read([other, line], ["lag_ms"])).toEqual([
      { metric: "lag_ms", timeMs: atMs, value: 40, tags },
    ]);
  });

  test("that are no samples, not wanted, or cut off say nothing", () => {
    const type = "Metric";
    const lines = [
      head,
      JSON.stringify({ metric: "http_req_duration", type, data: { name: "x" } }),
      `vus,${atMs},1.000000,,,,,,,`,
      `http_req_duration,${atMs}`,
      "no line of k6",
      "",
    ];
    expect(read(lines)).toEqual([]);
    // Without the line that names the columns nobody knows what they are.
    expect(read([`http_req_duration,${atMs},1.0,,true,send,,200,,`])).toEqual([]);
  });

  test("may be cut anywhere, and the tags of one are not those of another", () => {
    const line = (name: string) => `http_req_duration,${atMs},1.5,,true,${name},,200,poll=no,\n`;
    const names = ["send", "sync", "send", "join"];
    const text = `${head}\n${names.map(line).join("data_sent,1,2,,,,,,,\n")}`;
    for (let size = 1; size <= text.length; size += 7) {
      const seen: (string | undefined)[] = [];
      const reader = new K6Lines(["http_req_duration"], ({ tags }) => seen.push(tags["name"]));
      for (let at = 0; at < text.length; at += size) reader.take(text.slice(at, at + size));
      expect(seen).toEqual(names);
    }
  });
});
