import { describe, expect, test } from "vitest";
import { type Plan } from "../../sim/index.ts";
import { planOf, roomVersions, tell, without, type Told } from "./told.ts";

const name = "power-duel";
const [alice, anna] = ["@alice:alpha.test", "@anna:alpha.test"];
const [bob, bert] = ["@bob:bravo.test", "@bert:bravo.test"];

function levels(told: Told): Record<string, number> {
  return told.everywhere("m.room.power_levels")?.users as Record<string, number>;
}

describe.each(roomVersions)("in room version %s", (version) => {
  const plan = planOf(name, version);
  const told = tell(plan);

  test("equals cannot take power from each other", () => {
    expect(told.op("alice", `gives ${bob} power 0`).result).toBe("refused");
    expect(told.op("bob", `gives ${alice} power 0`).result).toBe("refused");
  });

  test("who first raises a friend to the top wins every round", () => {
    expect(levels(told)).toMatchObject({ [anna]: 100, [bert]: 0 });
    expect(told.everywhere("m.room.power_levels")).toMatchObject({ state_default: 75, invite: 0 });
    expect(told.everywhere("m.room.topic")).toEqual({ topic: "it is settled" });
    expect(told.op("bert", 'sets the topic to "still Bob\'s hall"').result).toBe("refused");
  });

  test("the first is the one whose server says so: with right clocks Bob wins", () => {
    const servers = plan.servers.map(({ name: server }) => ({ name: server }));
    expect(plan.servers).not.toEqual(servers);
    const right = tell({ ...plan, servers });
    expect(levels(right)).toMatchObject({ [anna]: 0, [bert]: 100 });
    expect(right.everywhere("m.room.power_levels")).toMatchObject({ state_default: 100 });
  });

  test("without a bystander's word each side soft-fails the other for good", () => {
    const silent: Plan = without(plan, (step) => {
      return "user" in step && /^@(chris|fiona):/.test(step.user);
    });
    const apart = tell({ ...silent, nudges: 0 });
    expect(apart.broken).toEqual(["converges"]);
    expect(tell(silent).broken).toEqual([]);
  });

  test("only a creator of version 12 stands above the admins", () => {
    const orders = [`gives ${alice} power 50`, `gives ${bob} power 50`];
    const results = orders.map((words) => told.op("fiona", words).result);
    expect(results).toEqual(version === "12" ? ["ok", "ok"] : ["refused", "refused"]);
    const power = version === "12" ? 50 : 100;
    expect(levels(told)).toMatchObject({ [alice]: power, [bob]: power });
  });
});
