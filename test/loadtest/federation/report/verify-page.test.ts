import { expect, test } from "vitest";
import {
  branchSentence,
  judgeVerify,
  verifyPage,
} from "../../../../loadtest/federation/report/index.ts";
import type { VerifyResult } from "../../../../loadtest/federation/index.ts";
import { carriedLoad } from "../made-results.ts";

const hostile = '<img src=x onerror=alert(1)>"';
const equal: VerifyResult = {
  ...{ format: "rashomon-verify-1", target: carriedLoad.target, end: carriedLoad.end },
  ...{ provenance: carriedLoad.provenance, roomId: "!r", roomVersion: "12", slots: 5, equal: true },
  events: {
    sent: 9,
    founding: 4,
    rate: 10,
    refused: {},
    verdicts: { accepted: 8, "soft-failed": 1 },
  },
  ...{ simulated: { sameState: true, judgedOtherwise: [] }, differences: [] },
};
const page = (result: VerifyResult) =>
  verifyPage({ result, judgement: judgeVerify(result), again: "again", scenario: hostile });

test("states that are equal are said to be", () => {
  expect(page(equal)).toContain("all 5 slots are equal");
  expect(branchSentence(equal)).toBe("");
  expect(page(equal)).not.toMatch(/<img|NaN|undefined/);
});

test("a slot that differs is shown with everything that led there", () => {
  const text = page({
    ...equal,
    equal: false,
    differences: [
      {
        ...{ type: hostile, stateKey: "k" },
        ours: {
          id: "$mine",
          sender: "@a:x",
          content: {},
          ourVerdict: "accepted",
          theirFate: "not held",
        },
        trail: [
          {
            ...{ id: "$mine", sender: "@a:x", content: { topic: hostile }, ourVerdict: "accepted" },
            ...{ theirFate: "not held", oursBefore: "$older", ourReason: "rule 6" },
          },
        ],
        tips: { ours: [{ id: "$tip", holder: "$mine" }], theirs: [{ id: "$other" }] },
      },
    ],
  });
  for (const words of ["the states differ", "$mine", "$older", "$tip", "$other", "rule 6"]) {
    expect(text).toContain(words);
  }
  expect(text).not.toContain("<img");
});

test("nothing is called different that was not compared, and a target that moves verdicts is named", () => {
  const lost = { ...equal, equal: false, end: { how: "target lost", why: "Gone." } } as const;
  expect(judgeVerify(lost)).toMatchObject({ outcome: "incomplete" });
  expect(judgeVerify(lost).checks[1]).toMatchObject({ result: "skipped" });
  const moved = {
    ...equal,
    simulated: {
      sameState: false,
      judgedOtherwise: [
        { id: "$x", type: "t", sender: "@a:x", simulated: "accepted", here: "soft-failed" },
      ],
    },
  };
  expect(branchSentence(moved)).toContain("ends in another state");
  expect(page(moved)).toContain("Judged otherwise");
});
