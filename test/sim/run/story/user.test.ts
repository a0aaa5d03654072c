// What users can do, as it stands in plans.
import { expect, test } from "vitest";
import { User, type Deed } from "../../../../sim/run/index.ts";
import { readPlan } from "../../../../sim/run/index.ts";
import { cast, tell } from "../stories.ts";

const ada = new User("ada", "alpha.test");
const bob = new User("bob", "bravo.test");

const deeds: readonly [Deed, object][] = [
  [ada.say("r", "hi"), { kind: "message", body: "hi" }],
  [ada.setTopic("r", "tea"), { kind: "topic", topic: "tea" }],
  [ada.setName("r", "Lobby"), { kind: "name", name: "Lobby" }],
  [
    ada.setState("r", { type: "t", content: { n: 1 } }),
    { kind: "state", type: "t", key: "", content: { n: 1 } },
  ],
  [ada.join("r"), { kind: "join" }],
  [ada.join("r", "bravo.test"), { kind: "join", via: "bravo.test" }],
  [ada.scrollBack("r"), { kind: "scroll" }],
  [ada.scrollBack("r", "bravo.test"), { kind: "scroll", via: "bravo.test" }],
  [ada.leave("r"), { kind: "leave" }],
  [ada.invite("r", bob), { kind: "invite", target: bob.id }],
  [ada.kick("r", bob), { kind: "kick", target: bob.id }],
  [ada.ban("r", bob), { kind: "ban", target: bob.id }],
  [ada.unban("r", bob), { kind: "unban", target: bob.id }],
  [ada.setPowerLevel("r", bob, 50), { kind: "power", target: bob.id, level: 50 }],
  [ada.changeLevels("r", { ban: 0 }), { kind: "levels", change: { ban: 0 } }],
  [ada.setJoinRule("r", "invite"), { kind: "join-rule", rule: "invite" }],
  [
    ada.setJoinRule("r", "restricted", "club"),
    {
      ...{ kind: "join-rule", rule: "restricted" },
      allow: [{ type: "m.room_membership", room_id: "club" }],
    },
  ],
];

test("a user has an ID on their server", () => {
  expect(ada.id).toBe("@ada:alpha.test");
});

test.each(deeds)("a deed is plain data of the right kind: %o", (deed, action) => {
  expect(deed).toEqual({ user: ada.id, room: "r", action });
});

test("a plan with every deed is a plan that can be read", () => {
  const plan = tell((stage) => {
    const { room } = cast(stage);
    stage.after("1s").do(...deeds.map(([deed]) => ({ ...deed, room })));
  });
  expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual({ ok: true, plan });
});
