// What users do is written down in words, with what came of it.
import { expect, test } from "vitest";
import { run } from "../../../../sim/run/index.ts";
import { describeAction } from "../../../../sim/run/phases/do-action.ts";
import { a, alpha, cast, charlie, records, runStory } from "../stories.ts";

const ops = (result: ReturnType<typeof run>) =>
  records(result, "op").map(({ user, action, result: how }) => [user.slice(1, 4), action, how]);

test("who asks for a join names a server to join through, or gets the creator's", () => {
  const result = runStory((stage) => {
    const { ada, cay, room } = cast(stage, { members: [] });
    stage.after("1s").do(cay.join(room));
    stage.after("2s").do(ada.kick(room, cay));
    stage.after("4s").do(cay.join(room, "bravo.test"));
  });
  const makeJoins = records(result, "net").filter(({ request }) => request === "make_join");
  expect(makeJoins.map(({ to }) => to)).toEqual([0, 1]);
  expect(ops(result).at(-1)).toEqual(["cay", "joins the room", "ok"]);
});

test("what a user of a crashed server wants fails", () => {
  const result = runStory((stage) => {
    const { cay, room } = cast(stage);
    stage.after("1s").crash(charlie);
    stage.after("2s").do(cay.say(room, "?"));
    stage.after("3s").restart(charlie);
  });
  const op = records(result, "op").at(-1);
  expect(op).toMatchObject({ result: "failed", why: "charlie.test is down" });
  expect(op?.event).toBeUndefined();
});

test("what the rules refuse is written down with the rule", () => {
  const result = runStory((stage) => {
    const { cay, room } = cast(stage);
    stage.after("1s").do(cay.setTopic(room, "mine"));
  });
  expect(records(result, "op").at(-1)).toMatchObject({
    ...{ server: 2, room: 0, action: 'sets the topic to "mine"', result: "refused" },
    why: expect.stringMatching(/^rule 7: /),
  });
  expect(alpha).toBe(result.plan.servers[a].name);
});

test.each([
  [{ kind: "message", body: "x".repeat(50) }, `says "${"x".repeat(40)}…"`],
  [{ kind: "name", name: "Lobby" }, 'names the room "Lobby"'],
  [{ kind: "state", type: "t", key: "", content: {} }, "sets t"],
  [{ kind: "state", type: "t", key: "k", content: {} }, "sets t of k"],
  [{ kind: "power", target: "@a:b", level: 5 }, "gives @a:b power 5"],
  [{ kind: "levels", change: { ban: 1, kick: 2 } }, "changes ban, kick of the power levels"],
  [{ kind: "join-rule", rule: "invite" }, "sets the join rule to invite"],
  [{ kind: "leave" }, "leaves the room"],
  [{ kind: "ban", target: "@a:b" }, "bans @a:b"],
  [{ kind: "invite", target: "@a:b" }, "invites @a:b"],
] as const)("%j in words", (action, words) => {
  expect(describeAction(action)).toBe(words);
});
