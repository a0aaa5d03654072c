import { Type } from "typebox";
import { describe, expect, test } from "vitest";
import { schemaProblem } from "../../../../sim/run/plan/schema-problem.ts";

const Step = Type.Union([
  Type.Object({ kind: Type.Literal("say"), body: Type.String() }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal("wait"), ms: Type.Integer({ minimum: 0 }) }),
]);
const Story = Type.Object(
  { name: Type.String(), steps: Type.Array(Step, { maxItems: 3 }) },
  { additionalProperties: false },
);
const story = (...steps: unknown[]) => ({ name: "x", steps });

describe("schemaProblem", () => {
  test("finds nothing in a value that fits", () => {
    const value = story({ kind: "say", body: "hi" }, { kind: "wait", ms: 0 });
    expect(schemaProblem(Story, value)).toBeUndefined();
  });

  test("names a field that is missing, at its object", () => {
    expect(schemaProblem(Story, { steps: [] })).toEqual({ where: "/", message: "lacks name" });
    const problem = schemaProblem(Story, story({ kind: "say" }));
    expect(problem).toEqual({ where: "/steps/0", message: "lacks body" });
  });

  test("goes down the branch of a union that was meant, not the others", () => {
    const problem = schemaProblem(Story, story({ kind: "wait", ms: -1 }));
    expect(problem?.where).toBe("/steps/0/ms");
    expect(problem?.message).toContain("0");
  });

  test("lists the words of a constant that fits no branch", () => {
    const problem = schemaProblem(Story, story({ kind: "sing" }));
    expect(problem).toEqual({ where: "/steps/0/kind", message: "must be one of say, wait" });
  });

  test("refuses unknown fields with the known ones, and names that every object inherits", () => {
    for (const name of ["tune", "constructor"]) {
      const problem = schemaProblem(Story, { ...story(), [name]: 1 });
      expect(problem?.where).toBe(`/${name}`);
      expect(problem?.message).toBe("is not known here; known are name, steps");
    }
  });

  test("refuses a list that is too long before it looks through it", () => {
    const problem = schemaProblem(Story, story(1, 2, 3, 4));
    expect(problem).toEqual({ where: "/steps", message: "must not have more than 3 items" });
  });

  test("refuses values that are no object where one is due", () => {
    expect(schemaProblem(Story, null)?.where).toBe("/");
    expect(schemaProblem(Story, story(["say"]))).toEqual({
      where: "/steps/0",
      message: "must be an object",
    });
  });
});
