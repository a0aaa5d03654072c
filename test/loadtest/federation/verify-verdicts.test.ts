import { expect, test } from "vitest";
import { countVerdicts, judgedOtherwise } from "../../../loadtest/federation/verify-verdicts.ts";

const event = (id: string, verdict: string, more: object = {}) => ({
  ...{ id, origin: 0, verdict },
  pdu: { type: "t", sender: "@a:x", content: {}, ...more } as never,
});

test("verdicts are counted by name", () => {
  expect(countVerdicts(["accepted", "rejected", "accepted"])).toEqual({ accepted: 2, rejected: 1 });
});

test("an event whose verdict is another one is told with both, and with the reason if there is one", () => {
  const events = [
    event("$1", "accepted"),
    event("$2", "accepted", { state_key: "" }),
    event("$3", "soft-failed"),
  ];
  const reasons = new Map([["$2", "check 6, rule power"]]);
  const told = judgedOtherwise({ events }, ["accepted", "soft-failed", "accepted"], reasons);
  const who = { type: "t", sender: "@a:x" };
  const why = "check 6, rule power";
  expect(told).toEqual([
    { ...who, id: "$2", stateKey: "", simulated: "accepted", here: "soft-failed", why },
    { ...who, id: "$3", simulated: "soft-failed", here: "accepted" },
  ]);
});
