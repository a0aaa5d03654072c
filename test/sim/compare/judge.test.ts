// What an answer is worth.
import { expect, test } from "vitest";
import { Judge } from "../../../sim/compare/judge.ts";
import { buildRoom, stateWith } from "../../../sim/compare/index.ts";
import { sideRulesRoom } from "./rooms.ts";

const times = { ns: 0, chains_ns: 0, load_ns: 0 };
const answered = (state: readonly string[]) =>
  ({ kind: "answer", answer: { state, error: null, ...times } }) as const;

test("the text's state has no cause, another one has switches or nothing, silence is counted apart", () => {
  const room = buildRoom(sideRulesRoom);
  const judge = new Judge(room);
  const byText = answered(stateWith(room, []));
  const bySwitch = answered(stateWith(room, ["powerEventsNeedEmptyStateKey"]));
  expect(judge.of("mine", byText)).toEqual({
    outcome: { kind: "explained", cause: [] },
    isAsPreset: false,
  });
  // ruma has that switch, so the text's state is not what its preset says.
  expect(judge.of("ruma", byText).isAsPreset).toBe(false);
  expect(judge.of("ruma", bySwitch)).toEqual({
    outcome: { kind: "explained", cause: ["powerEventsNeedEmptyStateKey"] },
    isAsPreset: true,
  });
  expect(judge.of("ruma", answered(["$x"])).outcome).toEqual({ kind: "unexplained" });
  const refused = { kind: "answer", answer: { state: null, error: "no", ...times } } as const;
  expect(judge.of("ruma", refused).outcome).toEqual({ kind: "refused", detail: "no" });
  const crash = { kind: "crash", detail: "gone" } as const;
  expect(judge.of("ruma", crash)).toEqual({ outcome: crash, isAsPreset: false });
});
