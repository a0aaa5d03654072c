// Faults as they are typed, and what is said of those that cannot be read.
import { expect, test } from "vitest";
import {
  exampleOf,
  faultFromText,
  faultRules,
  generate,
  readPlan,
  textOfRule,
} from "../../../../sim/run/index.ts";
import { scenarios } from "../../../../scenarios/index.ts";

test("names, shares, times, lists and words are read by the fault's schema", () => {
  expect(faultFromText("loss share=1/5 servers=hs1,hs2 oneWay at=10s for=1m")).toEqual({
    rule: {
      ...{ name: "loss", share: { numerator: 1, denominator: 5 } },
      ...{ servers: ["hs1", "hs2"], oneWay: true },
    },
    ...{ atMs: 10_000, forMs: 60_000 },
  });
  expect(faultFromText("loss share=20%").rule).toMatchObject({
    share: { numerator: 20, denominator: 100 },
  });
  expect(faultFromText("clock-offset by=-1h servers=all").rule).toMatchObject({ byMs: -3_600_000 });
});

test("a fault as text is the fault again", () => {
  for (const text of ["loss share=1/5 servers=hs1,hs2", "n-way sides=3", "depth-lie servers=one"]) {
    expect(textOfRule(faultFromText(text).rule)).toBe(text);
  }
});

test("the example of every fault can be read", () => {
  for (const rule of faultRules.values()) {
    expect(faultFromText(exampleOf(rule)).rule.name).toBe(rule.name);
    expect(rule.about).toMatch(/^[A-Z].*\.$/);
  }
});

test.each([...faultRules.values()])(
  "the story that help names takes the example of $name",
  (rule) => {
    const [name, , seed = "1"] = (rule.exampleStory ?? "netsplit-ban").split(" ");
    const story = scenarios.get(name);
    if (story === undefined) throw new Error(`no story is called ${name}`);
    const plan = generate(story, { seed, faults: [exampleOf(rule)] });
    expect(readPlan(plan)).toMatchObject({ ok: true });
  },
);

test.each([
  ["lossy share=1/5", /no fault "lossy"; did you mean loss\?/],
  ["heal at=10s", /heal is a verb of plans and scenarios; here a fault ends after its length/],
  ["", /this names no fault/],
  ["wrong", /^there is no fault "wrong"$/],
  ["loss shares=1/5", /loss has no field shares; .*Did you mean share\?/],
  ["loss", /lacks share; for example: loss share=1\/5/],
  ["loss share=often", /share must be a share such as 1\/5 or 20%/],
  ["slow-link shape=bent ms=2s", /shape must be one of constant, uniform/],
  ["slow-link ms=soon", /soon|ms must/],
  ["isolate for=ever", /"ever" is no duration/],
])("%s is refused with what would be right", (text, message) => {
  expect(() => faultFromText(text)).toThrow(message);
});
