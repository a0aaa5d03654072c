// Rooms are made and joined before the story begins.
import { expect, test } from "vitest";
import { PlanError, run } from "../../../../sim/run/index.ts";
import { arrivalsOf, cast, records, runStory, said, tell } from "../stories.ts";

const ops = (result: ReturnType<typeof run>) =>
  records(result, "op").map(({ user, action, result: how }) => [user.slice(1, 4), action, how]);

test("members join over the wire, one after the other, before the first step", () => {
  const result = runStory((stage) => {
    const { cay, room } = cast(stage, { founding: "federated" });
    stage.after(0).do(cay.say(room, "I am in"));
  });
  expect(ops(result)).toEqual([
    ["ada", "makes the room", "ok"],
    ["bob", "joins the room", "ok"],
    ["cay", "joins the room", "ok"],
    ["cay", 'says "I am in"', "ok"],
  ]);
  const joins = records(result, "op").filter(({ action }) => action === "joins the room");
  expect(joins.every(({ atMs }) => atMs < 10_000)).toBe(true);
  expect(arrivalsOf(result, said(result, "I am in"))).not.toContain(undefined);
  expect(result.outcome).toBe("held");
});

test("into a room that asks for one, members are invited first", () => {
  for (const founding of ["federated", "instant"] as const) {
    const result = runStory((stage) => {
      const { cay, room } = cast(stage, { founding, joinRule: "invite" });
      stage.after("1s").do(cay.say(room, "I am in"));
    });
    expect(ops(result).filter(([, , how]) => how !== "ok")).toEqual([]);
    expect(arrivalsOf(result, said(result, "I am in"))).not.toContain(undefined);
    expect(result.outcome).toBe("held");
  }
});

test("however short the setup is, all members are in when the story begins", () => {
  const result = runStory(
    (stage) => {
      const { ada, room } = cast(stage, { founding: "federated" });
      stage.after(0).do(ada.say(room, "already?"));
    },
    { setup: "2s", delay: { kind: "constant", ms: 20 } },
  );
  expect(arrivalsOf(result, said(result, "already?"))).not.toContain(undefined);
});

test("an instant room is known to everybody at time 0, without a word on the wire", () => {
  const result = runStory((stage) => void cast(stage));
  expect(records(result, "net")).toEqual([]);
  expect(records(result, "arrive").every(({ atMs }) => atMs === 0)).toBe(true);
  expect(new Set(records(result, "current").map(({ server }) => server)).size).toBe(3);
});

test("two rooms live side by side", () => {
  const result = runStory((stage) => {
    const { ada, bob, cay, room } = cast(stage, { name: "one" });
    const other = stage.room({ by: cay, members: [ada], name: "two", founding: "federated" });
    stage.after("1s").do(bob.say(room, "here"), ada.say(other, "there"), cay.say(other, "too"));
  });
  expect(result.outcome).toBe("held");
  expect(records(result, "meta")[0].rooms).toHaveLength(2);
  expect(arrivalsOf(result, said(result, "there")).map((at) => at !== undefined)).toEqual([
    ...[true, false, true],
  ]);
});

test("a story that cannot be told is a plan error that says why", () => {
  const plan = tell((stage) => void cast(stage));
  const [room] = plan.rooms;
  const broken = (change: object) => () => run({ ...plan, rooms: [{ ...room, ...change }] });
  expect(broken({ version: "99" })).toThrow(PlanError);
  expect(broken({ version: "99" })).toThrow(/99 is unknown; known are 1 to 12/);
  expect(broken({ levels: { users: { nobody: 1 } } })).toThrow(/cannot be made: rule 9.3/);
  expect(broken({ joinRule: "invite", levels: { invite: 101 } })).toThrow(/invitation was refused/);
});

test("a restricted room lets in who is in the room that its rule names, by the plan's label", () => {
  const result = runStory((stage) => {
    const { ada, bob, cay, room } = cast(stage);
    const vault = stage.room({ by: ada, name: "vault", joinRule: "invite" });
    stage.after("1s").do(ada.setJoinRule(vault, "restricted", room));
    stage.after("2s").do(cay.leave(room));
    stage.after("4s").do(bob.join(vault), cay.join(vault));
  });
  const joins = records(result, "op").filter(
    ({ action, room }) => room === 1 && /join/.test(action),
  );
  expect(joins.slice(1).map(({ user, result: outcome, why }) => [user, outcome, why])).toEqual([
    ["@cay:charlie.test", "failed", expect.stringContaining("M_FORBIDDEN")],
    ["@bob:bravo.test", "ok", undefined],
  ]);
});
