// What the words come to in a run is in test/sim/check/properties.test.ts; here, what they are.
import { expect, test } from "vitest";
import { always, eventually, memberIs, not, recorded } from "../../../../sim/run/index.ts";

test("claims are plain data, times are milliseconds", () => {
  const when = memberIs("@ada:alpha.test", "join", { at: "alpha.test" });
  expect(eventually("back", when, { within: "2m" })).toEqual({
    ...{ kind: "eventually", name: "back", withinMs: 120_000 },
    when: { holds: "member", user: "@ada:alpha.test", membership: "join", at: "alpha.test" },
  });
  expect(always("quiet", not(recorded("mark")))).toEqual({
    ...{ kind: "always", name: "quiet" },
    when: { holds: "record", kind: "mark", where: {}, not: true },
  });
});
