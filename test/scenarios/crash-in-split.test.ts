import { describe, expect, test } from "vitest";
import { planOf, roomVersions, tell } from "./told.ts";

const name = "crash-in-split";
const everybody = ["alpha.test", "bravo.test", "charlie.test", "delta.test"];

describe.each(roomVersions)("in room version %s", (version) => {
  const plan = planOf(name, version);
  const told = tell(plan);

  test("a server that is down does nothing", () => {
    const op = told.op("chris", 'says "this is never said: the server is down"');
    expect(op.result).toBe("failed");
    expect(op.event).toBeUndefined();
  });

  test("what a server had said before its crash reaches all, across split and crash", () => {
    const words = [
      told.event("chris", 'says "Delta, do you read me?"'),
      told.event("dora", 'names the room "lab in the dark"'),
    ];
    for (const event of words) {
      for (const server of everybody) expect(told.verdict(event, server)).toBe("accepted");
    }
    expect(told.everywhere("m.room.name")).toEqual({ name: "lab in the dark" });
  });

  test("what was said while they were down is caught up with", () => {
    const power = told.event("bob", "gives @dora:delta.test power 100");
    for (const server of ["charlie.test", "delta.test"]) {
      const restartMs = plan.steps.find((step) => {
        return "fault" in step && step.fault.verb === "restart" && step.fault.server === server;
      })?.atMs;
      expect(told.arrival(power, server)?.atMs).toBeGreaterThan(restartMs as number);
      expect(told.verdict(power, server)).toBe("accepted");
    }
    expect(told.everywhere("m.room.topic")).toEqual({ topic: "power is back" });
  });

  test("a server that never restarts misses things, and no check calls that convergence", () => {
    const steps = plan.steps.filter((step) => !("fault" in step && step.fault.verb === "restart"));
    const down = tell({ ...plan, steps });
    expect(down.verdict(down.event("bob", 'says "they are both gone"'), "delta.test")).toBe(
      "unknown",
    );
    expect(down.broken).toContain("delivery");
  });
});
