import { describe, expect, test } from "vitest";
import { exposure } from "../../sim/index.ts";
import { planOf, roomVersions, story, tell } from "./told.ts";

const name = "incident-room";
const stolen = "@ops:wallet.test";

describe.each(roomVersions)("in room version %s", (version) => {
  const plan = planOf(name, version);
  const told = tell(plan);
  const { records } = told.result;
  const measured = exposure(records, { user: stolen });

  test("the account acts on at its own server alone, until the ban arrives there", () => {
    const [exchange, responders, wallet] = measured.servers;
    expect(measured.revokedAtMs).toBe(21_000);
    expect([exchange.acceptedAfter, responders.acceptedAfter]).toEqual([0, 0]);
    expect(wallet.acceptedAfter).toBe(3);
    // The cut ends after two minutes; the next try of the exchange comes after ten.
    expect(wallet.learnedAtMs).toBeGreaterThan(600_000);
    expect(told.op("ops", 'says "trust me"').result).toBe("refused");
  });

  test("what it did behind the cut is void, also what came before the ban", () => {
    const takeovers = told.ops.filter((op) => op.action === "sets test.wallet.payout");
    expect(takeovers.map((op) => op.user)).toEqual(["@elena:exchange.test", stolen, stolen]);
    expect(takeovers[1].atMs).toBeLessThan(21_000);
    const address = told.everywhere("test.wallet.payout");
    expect(address).toEqual({ address: "an address of the exchange" });
  });

  test("what it did before the cut stays, and is named", () => {
    const topic = told.event("ops", 'sets the topic to "for refunds write to @ops:wallet.test"');
    const servers = ["exchange.test", "responders.test", "wallet.test"];
    expect(measured.remains).toEqual([
      { type: "m.room.topic", stateKey: "", event: topic, servers },
    ]);
  });

  test("the report says so", () => {
    const text = story(name).report?.(records) ?? "";
    expect(text).toContain(`${stolen} was thrown out by @elena:exchange.test at 21.000 s.`);
    expect(text).toContain("accepted 3 of its later events");
    expect(text).toContain("still holds 1 slot: m.room.topic");
  });

  test("an address of the account's own would be gone altogether, a reset in every version", () => {
    const steps = plan.steps.map((step) => {
      const isFirst = "user" in step && step.user === "@elena:exchange.test";
      return isFirst && step.action.kind === "state" ? { ...step, user: stolen } : step;
    });
    const reset = tell({ ...plan, steps });
    expect(reset.everywhere("test.wallet.payout")).toBeUndefined();
    expect(reset.broken).toEqual(["no-state-reset"]);
  });
});
