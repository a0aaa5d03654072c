// The iterative auth checks.
import { expect, test } from "vitest";
import { dialect } from "../../../../sim/protocol/state-res/dialect.ts";
import { iterativeAuth, ReplayView } from "../../../../sim/protocol/state-res/iterative-auth.ts";
import type { ResolutionStep } from "../../../../sim/protocol/state-res/observe.ts";
import { emptyState } from "../../../../sim/protocol/state.ts";
import { ada, bob, cay, dan, usualRoom, type RoomBuilder } from "../room-builder.ts";

function run(
  room: RoomBuilder,
  ids: string[],
  options: { start?: number; dialect?: string; rejected?: string[] } = {},
) {
  const steps: (ResolutionStep & { step: "auth-check" })[] = [];
  const input = {
    dialect: dialect(options.dialect ?? "spec"),
    rejected: (event: number) => (options.rejected ?? []).includes(room.graph.id(event)),
  };
  const view = new ReplayView(room.graph, { start: options.start ?? emptyState, ...input });
  iterativeAuth(room.graph, {
    events: ids.map((id) => room.index(id)),
    ...input,
    view,
    pass: 1,
    observe: (step) => step.step === "auth-check" && steps.push(step),
  });
  const verdicts = steps.map(({ verdict }) => (verdict.ok ? "allowed" : verdict.rule));
  return { state: view.stored(), steps, verdicts };
}

test("what passes is written into the state, and what fails is skipped", () => {
  const room = usualRoom("11");
  const kick = room.member(cay, "leave", { by: bob, id: "$kick" });
  const bad = room.member(ada, "leave", { by: bob, id: "$bad" });
  const { state, verdicts } = run(room, [bad, kick], { start: room.after("$cay") });
  expect(verdicts).toEqual(["4.5.5", "allowed"]);
  expect(room.at(state, "m.room.member", cay)).toBe("$kick");
  expect(room.at(state, "m.room.member", ada)).toBe("$ada");
});

test("what the state lacks is looked up among the event's own auth events", () => {
  const room = usualRoom("11");
  const topic = room.state("m.room.topic", {}, { sender: bob });
  const { state, verdicts } = run(room, [topic]);
  expect(verdicts).toEqual(["allowed"]);
  expect(room.graph.stateIds(state)).toEqual([topic]);
});

test("what the state holds goes before the event's own auth events", () => {
  const room = usualRoom("11");
  const topic = room.state("m.room.topic", {}, { sender: bob, prev: ["$cay"] });
  const ban = room.member(bob, "ban", { by: ada, prev: ["$cay"] });
  expect(run(room, [topic], { start: room.stateOf(ban) }).verdicts).toEqual(["5"]);
});

test("a rejected auth event is not looked up", () => {
  const room = usualRoom("11");
  const topic = room.state("m.room.topic", {}, { sender: bob });
  // In Synapse's way the list of auth events is not judged again, so the gap itself decides.
  const options = { dialect: "synapse", rejected: ["$bob"] };
  expect(run(room, [topic], options).verdicts).toEqual(["5"]);
  expect(run(room, [topic], { rejected: ["$bob"] }).verdicts).toEqual(["2.3"]);
});

test("the dialects part over events that were rejected before", () => {
  const room = usualRoom("11");
  const topic = room.state("m.room.topic", {}, { sender: bob });
  expect(run(room, [topic], { rejected: [topic] }).verdicts).toEqual(["allowed"]);
  const skipped = run(room, [topic], { rejected: [topic], dialect: "synapse" });
  expect(skipped.verdicts).toEqual(["rejected-before"]);
  expect(skipped.state).toBe(emptyState);
});

test("each check tells what it was made against and what it replaced", () => {
  const room = usualRoom("11");
  const [one, two] = [1, 2].map((n) => room.state("m.room.topic", {}, { id: `$topic-${n}` }));
  const { steps } = run(room, [one, two]);
  const replaced = steps.map((step) => (step.replaced < 0 ? null : room.graph.id(step.replaced)));
  expect(replaced).toEqual([null, one]);
  expect(room.graph.stateIds(steps[1].state)).toEqual([one]);
});

test("an unknown joiner is judged by the join rules in the state", () => {
  const room = usualRoom("11");
  const join = room.member(dan, "join", { prev: ["$cay"] });
  const closed = room.state("m.room.join_rules", { join_rule: "invite" }, { prev: ["$cay"] });
  expect(run(room, [closed, join]).verdicts).toEqual(["allowed", "4.3.7"]);
  expect(run(room, [join, closed]).verdicts).toEqual(["allowed", "allowed"]);
});
