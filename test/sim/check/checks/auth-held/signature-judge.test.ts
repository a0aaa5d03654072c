// Events that were taken in without a policy server's signature, and soft failures for want of one, put into
// a trace where there is no reason for either.
import { expect, test } from "vitest";
import { judge } from "../../../../../sim/check/index.ts";
import { hashPolicySignatureHolds } from "../../../../../sim/protocol/hash-signer.ts";
import type { PlanRule } from "../../../../../sim/run/index.ts";
import type { ArriveRecord, MetaRecord, TraceRecord } from "../../../../../sim/trace/records.ts";
import { referee } from "../../../../reference/index.ts";
import { planOf, tell, withPolicy } from "../../../../scenarios/told.ts";

const told = tell(planOf("policy-server"));
const { records } = told.result;
const options = { referee, policySignatureHolds: hashPolicySignatureHolds };
const verdictOn = (trace: readonly TraceRecord[], more = options) =>
  judge(trace, ["auth-held"], more)[0];

/** The verdict of auth-held on the trace with one arrival changed. */
function judged(change: (arrival: ArriveRecord) => ArriveRecord | undefined, more = options) {
  let done = false;
  const changed = records.map((record): TraceRecord => {
    const other = done || record.kind !== "arrive" ? undefined : change(record);
    done ||= other !== undefined;
    return other ?? record;
  });
  expect(done).toBe(true);
  return verdictOn(changed, more);
}
const why = { check: 7, rule: "policy-server", spec: "", detail: "it does not sign" };
const softFailed = (arrival: ArriveRecord): ArriveRecord => ({
  ...arrival,
  ...{ verdict: "soft-failed", why },
});
const sent = ({ via, verdict }: ArriveRecord) => via === "send" && verdict === "accepted";

test("the trace as it is holds", () => {
  expect(verdictOn(records).result).toBe("held");
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

test("a failure of an event that has the signature is seen", () => {
  const hello = told.event("bob", 'says "hello"');
  const verdict = judged((arrival) =>
    sent(arrival) && arrival.event === hello ? softFailed(arrival) : undefined,
  );
  expect(verdict.detail).toContain("but the event has that of policy.test");
});

// What Bob's server sends without a signature others ask for.
const asked = ({ policySignature }: ArriveRecord) => policySignature !== undefined;

test("what is taken in without a signature is seen, with the section that asks for it", () => {
  const verdict = judged((arrival) => {
    const { policySignature: _, ...rest } = arrival;
    return asked(arrival) ? rest : undefined;
  });
  expect(verdict).toMatchObject({ check: "auth-held", result: "broken" });
  expect(verdict.detail).toMatch(
    /policy\.test was wrong at \d+ ms: it took event \d+ .* without the signature of the policy server policy\.test \(check 7, server-server-api#validating-policy-server-signatures\)\.$/,
  );
  expect(verdict.events).toEqual([told.event("bob", 'sets the topic to "what Bob likes"')]);
});

test("who asks no more by another policy is judged up to there, and no further", () => {
  const plan = planOf("policy-server");
  const bob = told.event("bob", 'sets the topic to "what Bob likes"');
  const { server, atMs } = told.arrivals.find((one) => one.event === bob && asked(one))!;
  const name = plan.servers[server].name;
  const rule: PlanRule = { name: "policy-change", policy: "synapse-1.15", servers: [name] };
  const changing = (beginMs: number) => {
    const steps = [...plan.steps, { id: 999, atMs: beginMs, forMs: 60_000, rule }];
    return tell({ ...plan, steps }).result;
  };
  const early = changing(atMs - 5000);
  const arrival = (records: readonly TraceRecord[]) =>
    records.find((one) => one.kind === "arrive" && one.server === server && one.event === bob);
  expect(arrival(early.records)).not.toHaveProperty("policySignature");
  expect(verdictOn(early.records).result).toBe("held");
  // Without the word of the fault the same trace is a server's mistake, and so is one before the change.
  const silent = early.records.map((one): TraceRecord => {
    if (one.kind !== "fault") return one;
    const { asksPolicyServer: _, ...fault } = one;
    return fault;
  });
  expect(verdictOn(silent).detail).toContain(`${name} was wrong at`);
  const late = changing(atMs + 5000).records;
  const unsigned = late.map((one): TraceRecord => {
    if (one.kind !== "arrive" || one !== arrival(late)) return one;
    const { policySignature: _, ...rest } = one;
    return rest;
  });
  expect([verdictOn(late).result, verdictOn(unsigned).result]).toEqual(["held", "broken"]);
});

test("what was soft-failed for want of a signature must not be taken in", () => {
  const verdict = judged(({ why: was, ...arrival }) =>
    was?.check === 7 ? { ...arrival, verdict: "accepted" } : undefined,
  );
  expect(verdict.detail).toContain("without the signature of the policy server policy.test");
});

test("a signature by another key is none, for who can verify it", () => {
  const forged = (arrival: ArriveRecord) =>
    asked(arrival) ? { ...arrival, policySignature: "forged" } : undefined;
  expect(judged(forged).detail).toContain("does not fit the key of the policy server policy.test");
  const blind = { referee } as typeof options;
  expect(judged(forged, blind).result).toBe("held");
});

test("servers that know nothing of policy servers are not blamed for that", () => {
  const old = tell(withPolicy(planOf("policy-server"), "synapse-1.15", "alpha.test")).result;
  expect(verdictOn(old.records).result).toBe("held");
  const meta = old.records[0] as MetaRecord;
  const servers = meta.servers.map(({ asksPolicyServer: _, ...server }) => server);
  const verdict = verdictOn([{ ...meta, servers }, ...old.records.slice(1)]);
  expect(verdict).toMatchObject({ result: "broken", servers: [0] });
});
