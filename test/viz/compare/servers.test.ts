import { expect, test } from "vitest";
import { compareServers } from "../../../viz/compare/servers.ts";
import { verdictOf } from "../../../viz/model/index.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");

test("while the net is split each side has what the other lacks; at the end they agree but for verdicts", () => {
  const [band] = model.faults;
  const atMs = band.endMs - 1;
  const split = compareServers(model, { a: 0, b: 1, atMs, room: 0 });
  expect(split.onlyA.length).toBeGreaterThan(0);
  expect(split.onlyB.length).toBeGreaterThan(0);
  for (const event of split.onlyA) expect(verdictOf(model, 1, event, atMs)).toBeUndefined();
  const end = compareServers(model, { a: 0, b: 1, atMs: model.endMs, room: 0 });
  expect([end.onlyA, end.onlyB]).toEqual([[], []]);
  expect(end.judged.some(({ a, b }) => a === "soft-failed" || b === "soft-failed")).toBe(true);
  expect(end.same + end.judged.length).toBe(model.events.length);
});
