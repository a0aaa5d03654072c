// How a story becomes the parts of a plan.
import { expect, test } from "vitest";
import { alpha, bravo, cast, charlie, tell } from "../stories.ts";

test("times are counted from the story's begin", () => {
  const plan = tell(
    (stage) => {
      const { ada, room } = cast(stage);
      stage.after("2s").do(ada.say(room, "later"));
      stage.after(500).do(ada.say(room, "sooner"));
    },
    { setup: "1m" },
  );
  expect(plan.steps.map(({ atMs }) => atMs)).toEqual([60_500, 62_000]);
});

test("steps are numbered in the order in which they are told, and sorted by time", () => {
  const plan = tell((stage) => {
    const { ada, room } = cast(stage);
    stage.after("2s").do(ada.say(room, "c"));
    stage.after("1s").do(ada.say(room, "a"), ada.say(room, "b"));
  });
  expect(plan.steps.map(({ id }) => id)).toEqual([1, 2, 0]);
});

test("every verb of a moment is a step of the plan, and moments can be chained", () => {
  const plan = tell((stage) => {
    const { ada, room } = cast(stage);
    stage
      .after("1s")
      .partition([alpha], [bravo, charlie])
      .cut([alpha, bravo])
      .heal()
      .hold([alpha], [bravo])
      .release()
      .crash(alpha)
      .restart(alpha)
      .staleState(bravo, { room, type: "m.room.topic" })
      .do(ada.say(room, "hi"));
  });
  const [cut, oneWay, ...rest] = plan.steps;
  expect(cut).toMatchObject({ fault: { verb: "partition", groups: [[alpha], [bravo, charlie]] } });
  expect(oneWay).toMatchObject({ fault: { verb: "partition", links: [[alpha, bravo]] } });
  expect(rest).toMatchObject([
    { fault: { verb: "heal" } },
    { fault: { verb: "hold", groups: [[alpha], [bravo]] } },
    { fault: { verb: "release" } },
    { fault: { verb: "crash", server: alpha } },
    { fault: { verb: "restart", server: alpha } },
    { rule: { name: "stale-state", server: bravo, type: "m.room.topic", key: "" } },
    { user: "@ada:alpha.test", action: { kind: "message", body: "hi" } },
  ]);
  const names = plan.steps.flatMap((step) =>
    "fault" in step && "id" in step.fault ? [step.fault.id] : [],
  );
  expect(new Set(names).size).toBe(3);
});

test("a room lists its admins, moderators and members, and gives the first two their levels", () => {
  const plan = tell((stage) => {
    const [ada, bob, cay] = ["ada", "bob", "cay"].map((name) => stage.user(name, alpha));
    stage.room({ by: ada, admins: [bob], moderators: [cay], members: [bob], name: "Lobby" });
    stage.room({ by: bob, joinRule: "invite", founding: "instant", levels: { ban: 10 } });
  });
  expect(plan.rooms[0]).toEqual({
    ...{ label: "Lobby", version: "11", creator: "@ada:alpha.test", joinRule: "public" },
    ...{ name: "Lobby", founding: "federated" },
    powers: { "@bob:alpha.test": 100, "@cay:alpha.test": 50 },
    members: ["@bob:alpha.test", "@cay:alpha.test"],
  });
  expect(plan.rooms[1]).toMatchObject({
    ...{ label: "room2", joinRule: "invite", founding: "instant", levels: { ban: 10 } },
  });
});

test("a server can be given its own policy, dialect and clock; an unknown one is refused", () => {
  const plan = tell((stage) => {
    stage.server(bravo, { policy: "minimal", clockOffsetMs: -5000 });
  });
  expect(plan.servers).toEqual([
    ...[{ name: alpha }, { name: bravo, policy: "minimal", clockOffsetMs: -5000 }],
    { name: charlie },
  ]);
  expect(() => tell((stage) => stage.server("delta.test", {}))).toThrow(/no server delta.test/);
});

test("a story's own chance depends on the seed and the name, and on nothing else", () => {
  const draw = (seed: string, name: string) => {
    let drawn = 0;
    tell((stage) => void (drawn = stage.random(name).at(3)), { seed });
    return drawn;
  };
  expect(draw("1", "weather")).toBe(draw("1", "weather"));
  expect(draw("1", "weather")).not.toBe(draw("2", "weather"));
  expect(draw("1", "weather")).not.toBe(draw("1", "mood"));
});
