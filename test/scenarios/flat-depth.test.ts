import { expect, test } from "vitest";
import { planOf, tell, without, withPolicy } from "./told.ts";

const plan = planOf("flat-depth");
const questions = (told: ReturnType<typeof tell>) =>
  told.requests.filter(({ from, request }) => from === 1 && request === "get_missing_events");

test("Bob's server never asks for the missing word, and nothing that stands on it gets in", () => {
  const told = tell(plan);
  expect(told.broken).toEqual(["converges", "delivery"]);
  expect(questions(told)).toEqual([]);
  const marks = told.result.records.filter(
    (record) => record.kind === "mark" && record.mark === "gap",
  );
  expect(marks).toHaveLength(6);
  expect(told.content("bravo.test", "m.room.topic")).toBeUndefined();
  expect(told.content("charlie.test", "m.room.topic")).toEqual({ topic: "Bob cannot read this" });
});

test("without the lie about depth the same server asks, and is told", () => {
  const honest = tell(without(plan, (step) => "rule" in step));
  expect(honest.broken).toEqual([]);
  expect(questions(honest)).not.toEqual([]);
});

test("with it, too, where depth is not believed", () => {
  const told = tell(withPolicy(plan, "synapse"));
  expect(told.broken).toEqual([]);
  expect(told.everywhere("m.room.topic")).toEqual({ topic: "Bob cannot read this" });
});
