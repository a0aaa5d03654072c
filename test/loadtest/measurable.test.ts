import { describe, expect, test } from "vitest";
import {
  isMeasured,
  journeysThatSend,
  measurableOf,
  requestNames,
} from "../../loadtest/measurable.ts";
import { parseSlos } from "../../loadtest/slo.ts";

const measured = (slo: string, ...of: Parameters<typeof measurableOf>) =>
  parseSlos(slo).map((one) => isMeasured(one, measurableOf(...of)));

describe("a threshold is measured", () => {
  test("where a journey sends the request, and nowhere else", () => {
    const slo = "p95(send)<1s, errors(join)<1%, p95(sned)<1s, p95<1s, errors<1%, dropped<1";
    expect(measured(slo, ["chat"], 0)).toEqual([true, false, false, true, true, true]);
    expect(measured(slo, ["create-and-invite"], 0).slice(0, 3)).toEqual([true, true, false]);
  });

  test("of the lag only where somebody speaks and somebody listens", () => {
    expect(measured("lag.p95<2s", ["chat"], 3)).toEqual([true]);
    expect(measured("lag.p95<2s", ["chat"], 0)).toEqual([false]);
    expect(measured("lag.p95<2s", ["scroll-back"], 3)).toEqual([false]);
    expect(measured("lag.p95<2s", ["encrypted-chat"], 3)).toEqual([true]);
  });

  test("of long polls only in their failures, and not of listeners' first /sync", () => {
    const slo = "p95(sync-initial)<1s, p95(sync-poll)<1s, errors(sync-poll)<1%";
    expect(measured(slo, ["chat"], 3)).toEqual([false, false, true]);
    expect(measured(slo, ["chat"], 0)).toEqual([false, false, false]);
  });
});

test("who sends a request is known by name", () => {
  expect(journeysThatSend("join")).toEqual(["join-big-room", "create-and-invite"]);
  expect(journeysThatSend("sync-poll")).toEqual([]);
  expect(requestNames).toContain("sync-poll");
});
