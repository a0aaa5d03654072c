// Soft failures for want of a policy server's signature, put into a trace where there is no reason for them.
import { expect, test } from "vitest";
import { judge } from "../../../sim/check/index.ts";
import type { ArriveRecord, TraceRecord } from "../../../sim/trace/records.ts";
import { referee } from "../../reference/index.ts";
import { planOf, tell } from "../../scenarios/told.ts";

const { records } = tell(planOf("policy-server")).result;

/** The verdict of auth-held on the trace with one arrival changed. */
function judged(change: (arrival: ArriveRecord) => ArriveRecord | undefined) {
  let done = false;
  const changed = records.map((record): TraceRecord => {
    const other = done || record.kind !== "arrive" ? undefined : change(record);
    done ||= other !== undefined;
    return other ?? record;
  });
  expect(done).toBe(true);
  return judge(changed, ["auth-held"], { referee })[0];
}
const why = { check: 7, rule: "policy-server", spec: "", detail: "it does not sign" };
const softFailed = (arrival: ArriveRecord): ArriveRecord => ({
  ...arrival,
  ...{ verdict: "soft-failed", why },
});
const sent = ({ via, verdict }: ArriveRecord) => via === "send" && verdict === "accepted";

test("the trace as it is holds", () => {
  expect(judge(records, ["auth-held"], { referee })[0].result).toBe("held");
});

test("a failure where the room names no policy server is seen", () => {
  const verdict = judged((arrival) =>
    sent(arrival) && arrival.atMs < 10_000 ? softFailed(arrival) : undefined,
  );
  expect(verdict).toMatchObject({ check: "auth-held", result: "broken" });
  expect(verdict.detail).toContain("its state names no policy server");
});

test("a failure for another reason than the policy server is still judged by the rules", () => {
  const verdict = judged((arrival) =>
    sent(arrival) && arrival.atMs > 15_000
      ? { ...softFailed(arrival), why: { ...why, check: 6 } }
      : undefined,
  );
  expect(verdict.detail).toContain("which the rules allow");
});
