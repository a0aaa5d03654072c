import { describe, expect, test } from "vitest";
import { measurableOf } from "../../../../loadtest/measurable.ts";
import { federationSlosOf, requireMeasured, slosOf } from "../../../../sim/cli/load/slo-option.ts";
import { Problem } from "../../../../sim/cli/problem.ts";

/** What somebody is told, as one text. */
function told(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Problem) return `${thrown.message} → ${thrown.parts.remedy}`;
    throw thrown;
  }
  return "";
}
const asked = (slo: string, listeners = 3) =>
  told(() => requireMeasured(slosOf(slo), measurableOf(["chat", "scroll-back"], listeners)));

describe("a threshold that would never be measured is refused", () => {
  test("with the nearest name where there is no such request", () => {
    expect(asked("p95(sned)<1s")).toMatch(/there is no request "sned" → Did you mean send\?/);
    expect(asked("p95(mesages)<1s")).toContain("Did you mean messages? The journeys of this load");
    expect(asked("errors(zzzzzzz)<1%")).toMatch(/no request "zzzzzzz" → The journeys of this/);
  });

  test("with the journeys that send it where these do not", () => {
    expect(asked("p95(join)<3s")).toMatch(
      /no journey of this load sends join → Take join-big-room or create-and-invite into --journeys/,
    );
  });

  test("where nobody listens, and where the server holds requests open", () => {
    expect(asked("lag.p95<2s", 0)).toContain("nobody listens for messages");
    expect(asked("p95(sync-poll)<1s")).toContain("is a long poll, which the server holds open");
  });

  test("and others are not", () => {
    expect(asked("p95(send)<1s, errors(sync-poll)<1%, lag.p95<2s, p99<3s, dropped<1")).toBe("");
  });
});

test("servers' thresholds name no requests of users", () => {
  expect(told(() => federationSlosOf("p95(send)<1s"))).toContain(
    "here servers send → Leave the name",
  );
  expect(federationSlosOf("p95<1s, lag.p95<2s, errors<1%")).toHaveLength(3);
});
