import { expect, test } from "vitest";
import { hashSigner } from "../../../../sim/protocol/hash-signer.ts";
import { FaultStage } from "../../../../sim/run/phases/fault-stage.ts";
import { Injector } from "../../../../sim/run/replay/injector.ts";
import type { PlanFault } from "../../../../sim/run/plan/plan.ts";
import { replayPlan } from "../../../../sim/run/replay/replay-plan.ts";
import { World } from "../../../../sim/run/world/world.ts";
import { trustingIntake, verdict } from "../../../../sim/server/index.ts";
import { ada, bob, cay, usualRoom, type RoomBuilder } from "../../protocol/room-builder.ts";

const names = ["a.test", "b.test", "c.test"];

/** A room's events before a world in which nothing has happened yet; a server for each user. */
function stage(room: RoomBuilder) {
  const input = { roomName: "r", version: room.version, events: room.events, seed: "1" };
  const plan = replayPlan({ ...input, servers: names.length, faults: "none" });
  const world = new World({ plan, intake: trustingIntake, signerOf: hashSigner });
  const shared = world.newRoom(room.version, (name) => names.indexOf(name));
  for (const { id, pdu } of room.events) shared.graph.add(id, pdu);
  const injector = new Injector(world, shared);
  const faults = new FaultStage(world, plan, new Map());
  const index = (id: string) => shared.graph.indexOf(id);
  const drain = () => {
    while (world.step()) injector.tryWaiting();
  };
  return {
    ...{ world, injector, faults, drain },
    add: (...ids: string[]) => ids.forEach((id) => injector.add(index(id))),
    waiting: () => injector.waiting.map((event) => shared.graph.id(event)),
    knows: (id: string) =>
      world.servers.map((server) => {
        return server.replica(shared).verdictOf(index(id)) === verdict.accepted;
      }),
  };
}

const founding = ["$create", "$ada", "$levels", "$rules"];
const isolateBob: PlanFault = { verb: "partition", id: "cut", groups: [["v2"]] };

test("the founder's events are made at once, and others join through its server", () => {
  const at = stage(usualRoom("11"));
  at.add(...founding, "$bob", "$cay");
  at.drain();
  expect(at.waiting()).toEqual([]);
  expect(at.knows("$cay")).toEqual([true, true, true]);
  expect(at.injector.handedOver).toBe(0);
});

test("an event waits until its sender's server knows what it stands on", () => {
  const room = usualRoom("11");
  room.say(ada, { id: "$early" });
  room.say(bob, { id: "$late", prev: ["$early"] });
  const at = stage(room);
  at.add(...founding, "$bob", "$cay", "$late");
  at.drain();
  expect(at.waiting()).toEqual(["$late"]);
  at.add("$early");
  at.drain();
  expect(at.waiting()).toEqual([]);
  expect(at.knows("$late")).toEqual([true, true, true]);
});

test("nobody joins through a server that cannot be reached, but does after the heal", () => {
  const at = stage(usualRoom("11"));
  at.faults.apply(isolateBob);
  at.add(...founding, "$bob");
  at.drain();
  expect(at.waiting()).toEqual(["$bob"]);
  at.faults.endAll();
  at.add("$cay");
  at.drain();
  expect(at.knows("$bob")[1]).toBe(true);
});

test("what its own server never gets to make is handed to one that knows its parents", () => {
  const at = stage(usualRoom("11"));
  at.faults.apply(isolateBob);
  at.add(...founding, "$bob");
  expect(at.injector.handOver()).toBe(true);
  at.drain();
  expect(at.waiting()).toEqual([]);
  expect(at.injector.handedOver).toBe(1);
  expect(at.knows("$bob")[0]).toBe(true);
  expect(at.injector.handOver()).toBe(false);
});

test("an event whose parents nobody knows is handed to nobody", () => {
  const room = usualRoom("11");
  room.say(cay, { id: "$orphan", prev: ["$gone"], auth: ["$create", "$levels", "$cay"] });
  const at = stage(room);
  at.add(...founding, "$bob", "$cay", "$orphan");
  at.drain();
  expect(at.injector.handOver()).toBe(false);
  expect(at.waiting()).toEqual(["$orphan"]);
});
