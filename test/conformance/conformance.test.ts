// The conformance table, run: in every version each rule lets one event pass and stops another, by
// the rules of sim/protocol and by their literal twin, under the number that the page prints.
import { describe, expect, test } from "vitest";
import { verifyEd25519 } from "../../sim/bridge/ed25519.ts";
import { authorise, authoriseByAuthEvents } from "../../sim/protocol/auth/index.ts";
import { ruleNumber, rules, type RuleName } from "../../sim/protocol/auth/rules.ts";
import type { AuthVerdict } from "../../sim/protocol/auth/verdict.ts";
import { RoomGraph } from "../../sim/protocol/room-graph.ts";
import { roomVersion, stableVersions } from "../../sim/protocol/room-version.ts";
import { referee } from "../reference/index.ts";
import { smallCase } from "../reference/small-room.ts";
import { cells } from "./cells.ts";
import type { Trial } from "./trial.ts";

/** What both say to an event, by its auth events and by the state: rule numbers, or `allowed`. */
function judged(version: string, { event, room }: Trial) {
  const input = smallCase(version, event, room);
  const graph = RoomGraph.of(version, input.events);
  graph.verifySignature = verifyEd25519;
  const index = graph.indexOf(input.id);
  const state = graph.stateOf([...input.state.values()].map((id) => graph.indexOf(id)));
  const outcome = (verdict: AuthVerdict) => (verdict.ok ? "allowed" : verdict.rule);
  const rejected = (event: number) => input.rejected(graph.id(event));
  return {
    cited: outcome(authoriseByAuthEvents(graph, index, rejected)),
    twinCited: outcome(referee.authoriseByAuthEvents(input)),
    state: outcome(authorise(graph, index, state)),
    twinState: outcome(referee.authoriseByState(input)),
  };
}

/** Rules about the list of auth events; against a given state nothing asks them. */
const isAboutList = (name: RuleName) => name.startsWith("auth-") || name === "room-id-is-create";

describe.each(stableVersions)("version %s", (version) => {
  const names = [...rules.keys()].filter((name) => ruleNumber(name, roomVersion(version)));

  test.each(names)("%s lets one pass and stops another", (name) => {
    const { accepts, refuses, by = name } = cells[name](version);
    const passed = judged(version, accepts);
    const all = { cited: "allowed", twinCited: "allowed", state: "allowed", twinState: "allowed" };
    expect(passed, accepts.about).toEqual(all);
    const number = ruleNumber(by, roomVersion(version));
    const stopped = judged(version, refuses);
    expect([stopped.cited, stopped.twinCited], refuses.about).toEqual([number, number]);
    if (isAboutList(by)) return;
    expect([stopped.state, stopped.twinState], refuses.about).toEqual([number, number]);
  });
});

test("the table has 73 leaf rules, and in each version those that its page has", () => {
  expect(Object.keys(cells).sort()).toEqual([...rules.keys()].sort());
  const counts = stableVersions.map(
    (id) => [...rules.keys()].filter((name) => ruleNumber(name, roomVersion(id))).length,
  );
  expect(counts).toEqual([60, 60, 57, 57, 57, 53, 57, 61, 61, 63, 62, 64]);
  expect(rules.size).toBe(73);
});

test("every cell's two events differ", () => {
  for (const name of rules.keys()) {
    const version = [...(rules.get(name)?.number.keys() ?? [])].at(-1) ?? "12";
    const { accepts, refuses } = cells[name](version);
    expect(JSON.stringify(accepts), name).not.toBe(JSON.stringify(refuses));
  }
});
