import { expect, test } from "vitest";
import { trio, trioOn } from "../../../scenarios/cast/trio.ts";
import { generate, scenario } from "../../../sim/index.ts";

test("each of the three servers has one of the users", () => {
  const hello = scenario({
    ...{ name: "hello", about: "Three people say hello.", servers: trio },
    story: (stage) => {
      const people = Object.values(trioOn(stage));
      const hall = stage.room({ by: people[0], members: people.slice(1) });
      for (const one of people) stage.after("1s").do(one.say(hall, "hello"));
    },
  });
  const speakers = generate(hello, { seed: "1" }).steps.map((step) => "user" in step && step.user);
  expect(speakers).toEqual(["@alice:alpha.test", "@bob:bravo.test", "@chris:charlie.test"]);
});
