import { expect, test } from "vitest";
import { PlanError, run, type Plan } from "../../../../sim/run/index.ts";
import { roomsCanBeMade } from "../../../../sim/run/phases/rooms-can-be-made.ts";
import { cast, tell } from "../stories.ts";

const inVersion = (version: string, founding: "instant" | "federated" = "instant"): Plan => {
  const plan = tell((stage) => {
    const { ada, room } = cast(stage);
    stage.after("1s").do(ada.say(room, "hello"));
  });
  return { ...plan, rooms: plan.rooms.map((room) => ({ ...room, version, founding })) };
};

test("it says what the run would: each version, made at once or over the wire", () => {
  for (const version of ["1", "6", "10", "12"]) {
    for (const founding of ["instant", "federated"] as const) {
      const plan = inVersion(version, founding);
      expect(roomsCanBeMade(plan)).toBe(true);
      expect(run(plan).outcome).toBe("held");
    }
  }
  const [room] = inVersion("11").rooms;
  // In version 12 creators have no place among the powers.
  const plan = {
    ...inVersion("12"),
    rooms: [{ ...room, version: "12", levels: { users: { [room.creator]: 100 } } }],
  };
  expect(roomsCanBeMade(plan)).toBe(false);
  expect(() => run(plan)).toThrow(PlanError);
});
