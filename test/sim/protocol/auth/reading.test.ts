// Other readings of the rules than the text's: each with an event that the two judge differently.
import { expect, test } from "vitest";
import { authoriseIn } from "../../../../sim/protocol/auth/index.ts";
import { literalReading, type RuleReading } from "../../../../sim/protocol/auth/reading.ts";
import { viewOf, type StateView } from "../../../../sim/protocol/auth/room-view.ts";
import type { JsonObject } from "../../../../sim/protocol/json.ts";
import { ada, bob, cay, dan, usualLevels, usualRoom } from "../room-builder.ts";
import { outcome } from "./trials.ts";

interface Case {
  readonly version?: string;
  /** State set by ada before, in order. */
  readonly before?: readonly [type: string, content: JsonObject, stateKey?: string][];
  readonly event: { type: string; sender: string; stateKey: string; content: JsonObject };
  /** By the text, and by the other reading. */
  readonly verdicts: readonly [string, string];
}

const member = (who: string, by: string, membership: string) => ({
  ...{ type: "m.room.member", sender: by, stateKey: who, content: { membership } },
});
const levels = (content: JsonObject, by = bob) => ({
  ...{ type: "m.room.power_levels", sender: by, stateKey: "" },
  content: { ...usualLevels("11"), ...content },
});

const cases: Record<Exclude<keyof RuleReading, "restrictedJoinsStick">, Case> = {
  joinsNeedJoinRules: {
    before: [["m.room.join_rules", {}]],
    event: member(cay, cay, "join"),
    verdicts: ["allowed", "4.3.7"],
  },
  sideLevelsUncompared: {
    event: { ...levels({ ban: 100 }), stateKey: "side" },
    verdicts: ["9.5.2", "allowed"],
  },
  absentLevelsHaveDefaults: {
    before: [["m.room.power_levels", { users: { [ada]: 100, [bob]: 30 }, state_default: 30 }]],
    event: {
      ...levels({}),
      content: { users: { [ada]: 100, [bob]: 30 }, state_default: 30, ban: 0 },
    },
    verdicts: ["allowed", "9.5.1"],
  },
  absentLevelsAreDefaults: {
    before: [["m.room.power_levels", { users: { [ada]: 100, [bob]: 30 }, state_default: 30 }]],
    event: {
      ...levels({}),
      content: { users: { [ada]: 100, [bob]: 30 }, state_default: 30, ban: 50 },
    },
    verdicts: ["9.5.2", "allowed"],
  },
  usersDefaultUncompared: { event: levels({ users_default: 60 }), verdicts: ["9.5.2", "allowed"] },
  unbanTakesBanLevel: {
    before: [
      ["m.room.power_levels", { ...usualLevels("11"), kick: 60 }],
      ["m.room.member", { membership: "ban" }, dan],
    ],
    event: member(dan, bob, "leave"),
    verdicts: ["4.5.5", "allowed"],
  },
  leavingTwiceAllowed: { event: member(dan, dan, "leave"), verdicts: ["4.5.1", "allowed"] },
  knockersMayNotJoin: {
    before: [["m.room.join_rules", { join_rule: "public" }]],
    event: member(dan, dan, "join"),
    verdicts: ["allowed", "4.3.7"],
  },
  otherJoinRulesAreInvite: {
    before: [["m.room.join_rules", { join_rule: "of our own" }]],
    event: member(cay, cay, "join"),
    verdicts: ["4.3.7", "allowed"],
  },
  knockRestrictedEarly: {
    version: "9",
    before: [["m.room.join_rules", { join_rule: "knock_restricted" }]],
    event: member(dan, dan, "knock"),
    verdicts: ["4.7.1", "allowed"],
  },
};

test.each(Object.entries(cases))("%s", (name, { version = "11", before = [], event, verdicts }) => {
  const room = usualRoom(version);
  if (name === "knockersMayNotJoin") {
    room.state("m.room.join_rules", { join_rule: "knock" });
    room.member(dan, "knock");
  }
  for (const [type, content, stateKey = ""] of before) {
    room.add({ type, sender: ada, stateKey, content });
  }
  const state = room.after(...room.tips);
  const index = room.index(room.add(event));
  const view = viewOf(room.graph, state);
  const other = { ...view, reading: { ...literalReading, [name]: true } };
  const found = [view, other].map((one) => outcome(authoriseIn(room.graph, index, one)));
  expect(found).toEqual(verdicts);
});

test("restrictedJoinsStick: what let one in stands for the join rule afterwards", () => {
  const room = usualRoom("11");
  room.state("m.room.join_rules", { join_rule: "restricted" });
  const state = room.after(...room.tips);
  const vouched = { membership: "join", join_authorised_via_users_server: bob };
  const join = { type: "m.room.member", sender: dan, stateKey: dan };
  const first = room.index(room.add({ ...join, content: vouched }));
  const second = room.index(room.add({ ...join, content: { membership: "join" } }));
  const renewal = room.index(
    room.add({ ...join, sender: cay, stateKey: cay, content: { membership: "join" } }),
  );
  const reading = { ...literalReading, restrictedJoinsStick: true };
  const view: StateView = { ...viewOf(room.graph, state), reading };
  const verdict = (event: number): string => outcome(authoriseIn(room.graph, event, view));
  expect(verdict(second)).toBe("4.3.5.2");
  expect(view.stuckJoinRule).toBe("invite");
  view.stuckJoinRule = undefined;
  expect(verdict(first)).toBe("allowed");
  expect(view.stuckJoinRule).toBe("public");
  expect(verdict(second)).toBe("allowed");
  view.stuckJoinRule = undefined;
  expect(verdict(renewal)).toBe("allowed");
  expect(view.stuckJoinRule).toBe("invite");
});
