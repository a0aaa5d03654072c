import { expect, test } from "vitest";
import { brokenOf } from "../../../loadtest/driver/abort-on.ts";
import { Recorder } from "../../../loadtest/driver/recorder.ts";
import { parseSlos } from "../../../loadtest/slo.ts";

const shape = [1, 2].map((rate) => {
  return { name: `${rate}×`, durationMs: 1_000, fromRate: rate, toRate: rate, measured: true };
});
const abortOn = parseSlos("p95(send)<500ms, errors<1%");
const surely = { abortOn, abortSurely: true };

/** A load of two steps, in which so many sends of the second are slow. */
function recorderOf({ slow, others = 60 }: { slow: number; others?: number }): Recorder {
  const recorder = new Recorder(shape);
  const request = (name: string, phase: number, ms: number) =>
    recorder.request({ name, phase, ms, failure: undefined, longPoll: name === "sync-poll" });
  for (let n = 0; n < 60; n++) request("send", 0, 100);
  for (let n = 0; n < slow; n++) request("send", 1, 900);
  for (let n = 0; n < others; n++) request("messages", 1, 10);
  for (let n = 0; n < 200; n++) request("sync-poll", 1, 9_000);
  return recorder;
}

test("a load is ended where a step breaks a threshold, and it is said which", () => {
  const recorder = recorderOf({ slow: 25 });
  expect(brokenOf(surely, () => recorder.phases())).toBe(
    "In the phase 2×, at 2 journeys per second, p95(send) was 900 ms, 180 % of 500 ms.",
  );
});

test("a few slow ones end no load, nor does a step that is known by its long polls only", () => {
  for (const odd of [{ slow: 19 }, { slow: 30, others: 0 }]) {
    const recorder = recorderOf(odd);
    expect(brokenOf(surely, () => recorder.phases())).toBeUndefined();
    // A quick look ends all the same.
    expect(brokenOf({ abortOn }, () => recorder.phases())).toContain("In the phase 2×");
  }
});

test("nothing is looked at where no threshold ends a load", () => {
  const never = () => {
    throw new Error("Somebody asked.");
  };
  expect(brokenOf({}, never)).toBeUndefined();
  expect(brokenOf({ abortOn: [] }, never)).toBeUndefined();
});
