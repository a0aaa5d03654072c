// The resolver wire format, both ways.
import { expect, test } from "vitest";
import { buildRoom } from "../../../sim/compare/build-room.ts";
import { questionOf, readAnswer } from "../../../sim/compare/question.ts";
import { answerWire } from "../../../sim/cli/room/wire.ts";
import { sideRulesRoom } from "./rooms.ts";

test("our own program understands the question, and we its answer", () => {
  const question = questionOf(buildRoom(sideRulesRoom));
  expect(question.state_sets).toHaveLength(2);
  const answer = readAnswer(JSON.stringify(answerWire(JSON.stringify(question))));
  expect(answer).toMatchObject({ error: null });
  expect(typeof answer === "object" && answer.state?.length).toBe(3);
});

test("an answer that is none is described", () => {
  expect(readAnswer("oops")).toBe("not JSON: oops");
  expect(readAnswer("[]")).toContain("a list of event IDs");
  expect(readAnswer("7")).toContain("a JSON object");
  expect(readAnswer('{"state":[1]}')).toContain("a list of event IDs");
  expect(readAnswer('{"state":null,"error":"no"}')).toMatchObject({ state: null, error: "no" });
  expect(readAnswer('{"state":["$b","$a"],"ns":5,"chains_ns":"x","error":null}')).toEqual({
    ...{ state: ["$a", "$b"], ns: 5, chains_ns: 0, load_ns: 0, error: null },
  });
});
