// A series gives the value that held, and the last of an instant wins.
import { expect, test } from "vitest";
import { HistoryBuilder } from "../../../viz/model/histories.ts";

test("each server and room has a series of its own", () => {
  const builder = new HistoryBuilder<string>(2, 2);
  builder.add({ atMs: 5, server: 0, room: 1 }, "a");
  builder.add({ atMs: 9, server: 0, room: 1 }, "b");
  builder.add({ atMs: 9, server: 0, room: 1 }, "c");
  builder.add({ atMs: 7, server: 1, room: 0 }, "d");
  const histories = builder.finish();
  expect([4, 5, 8, 9, 99].map((atMs) => histories.at(0, 1, atMs))).toEqual([
    undefined,
    "a",
    "a",
    "c",
    "c",
  ]);
  expect(histories.at(1, 0, 7)).toBe("d");
  expect(histories.at(0, 0, 99)).toBeUndefined();
  expect(histories.of(5, 5).times).toEqual([]);
});
