// How problems read.
import { expect, test } from "vitest";
import { Problem, problemOf, problemText, systemCode } from "../../../sim/cli/problem.ts";

test("a problem names file and line where it has them, and always what to do", () => {
  const parts = { message: "it is odd", remedy: "Make it even." };
  expect(problemText(parts)).toBe("rashomon: it is odd\n  → Make it even.\n");
  expect(problemText({ ...parts, file: "a.json" })).toContain("rashomon: a.json: it is odd");
  expect(problemText({ ...parts, file: "a.json", line: 3 })).toContain("a.json:3: it is odd");
});

test("a problem is an error whose message is the sentence", () => {
  const problem = new Problem({ message: "m", remedy: "r" });
  expect(problem).toBeInstanceOf(Error);
  expect([problem.message, problem.parts.remedy]).toEqual(["m", "r"]);
});

test("an error of another folder is a problem if it says what to do", () => {
  const thrown = Object.assign(new Error("it is odd"), { remedy: "Make it even." });
  expect(problemOf(thrown)).toEqual({ message: "it is odd", remedy: "Make it even." });
  expect(problemOf(new Error("a bug"))).toBeUndefined();
  expect(problemOf("text")).toBeUndefined();
});

test("only system errors have a code", () => {
  expect(systemCode(Object.assign(new Error(), { code: "ENOENT" }))).toBe("ENOENT");
  expect(systemCode(Object.assign(new Error(), { code: 5 }))).toBeUndefined();
  expect(systemCode("ENOENT")).toBeUndefined();
});
