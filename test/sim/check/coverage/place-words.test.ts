import { expect, test } from "vitest";
import { bucket, slotKind } from "../../../../sim/check/coverage/place-words.ts";

test("small numbers have names of their own, large ones share them", () => {
  const names = [0, 1, 2, 3, 4, 5, 8, 9, 16, 17].map(bucket);
  expect(names).toEqual(["0", "1", "2", "3–4", "3–4", "5–8", "5–8", "9–16", "9–16", "17–32"]);
});

test("state that decides about power has a kind, all other state is one", () => {
  expect(["m.room.power_levels", "m.room.member", "m.room.topic", "x"].map(slotKind)).toEqual([
    ...["power", "member", "other", "other"],
  ]);
});
