// The list of what is remarkable: complete, in order, and walked through both ways.
import { expect, test } from "vitest";
import type { TraceRecord } from "../../../sim/trace/records.ts";
import {
  apartMs,
  findingsOf,
  neighbourFinding,
  type FindingKind,
} from "../../../viz/model/findings.ts";
import { agreementOf } from "../../../viz/model/queries.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { scenarioModel, scenarioRecords } from "../scenario-models.ts";

const model = scenarioModel("incident-room");
const findings = findingsOf(model, 0);
const ofKind = (kind: FindingKind) => findings.filter((each) => each.kind === kind);

test("every kind is there: refusals, turns, operations, faults, divergences", () => {
  const kinds = new Set(findings.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(["divergence", "fault", "operation", "refusal", "turn"]);
  const refused = model.events.filter(({ index }) => model.arrivals.refusalsOf(index).length > 0);
  expect(new Set(ofKind("refusal").map(({ event }) => event))).toEqual(
    new Set(refused.map(({ index }) => index)),
  );
  const closed = model.faults.filter(({ open }) => !open).length;
  expect(ofKind("fault").length).toBe(model.faults.length + closed);
});

test("divergences begin and end in turn, where the number of states says so; short ones are none", () => {
  const { times, camps } = agreementOf(model, 0);
  const begun = times.filter((_, at) => camps[at] > 1 && (camps[at - 1] ?? 1) < 2).length;
  const found = ofKind("divergence");
  expect(found.length).toBeLessThan(2 * begun);
  found.forEach(({ atMs }, at) => {
    expect(camps[times.indexOf(atMs)] > 1).toBe(at % 2 === 0);
    if (at % 2 === 1) expect(atMs - found[at - 1].atMs).toBeGreaterThanOrEqual(apartMs);
  });
});

const isNoFault = ({ kind }: { kind: FindingKind }) => kind !== "fault";

test("broken checks and marks count, held ones and annotations do not", () => {
  const mark = (word: string): TraceRecord => ({
    ...({ kind: "mark", atMs: 9, mark: word, what: "x" } as const),
  });
  const verdict = (result: "held" | "broken"): TraceRecord => ({
    ...({ kind: "verdict", check: "converges", detail: "apart", events: [], servers: [] } as const),
    result,
  });
  const records = scenarioRecords("one-error-outage");
  const more = [mark("state-reset"), mark("annotation"), verdict("held"), verdict("broken")];
  const found = findingsOf(buildModel([...records, ...more]), 0).filter(isNoFault);
  expect(found.map(({ kind }) => kind)).toEqual(["mark", "check"]);
  expect(found[1].text).toContain("converges is broken: apart");
});

test("on and back go through all of them, and round at the ends", () => {
  const times = findings.map(({ atMs }) => atMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  let at = -1;
  let atMs = -1;
  for (let n = 0; n < findings.length; n++) {
    at = neighbourFinding(findings, { from: at, atMs }, 1);
    expect(at).toBe(n);
    ({ atMs } = findings[at]);
  }
  expect(neighbourFinding(findings, { from: at, atMs }, 1)).toBe(0);
  expect(neighbourFinding(findings, { from: 0, atMs: findings[0].atMs }, -1)).toBe(
    findings.length - 1,
  );
  expect(neighbourFinding([], { from: -1, atMs: 0 }, 1)).toBe(-1);
});
