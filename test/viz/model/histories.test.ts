// A series gives the value that held, and the last of an instant wins.
import { expect, test } from "vitest";
import { Histories, HistoryBuilder } from "../../../viz/model/histories.ts";
import type { Columns } from "../../../viz/model/table.ts";

test("each server and room has a series of its own", () => {
  const builder = new HistoryBuilder(2, 2);
  builder.add({ atMs: 5, server: 0, room: 1 }, 1);
  builder.add({ atMs: 9, server: 0, room: 1 }, 2);
  builder.add({ atMs: 9, server: 0, room: 1 }, 3);
  builder.add({ atMs: 12, server: 0, room: 1 }, 3);
  builder.add({ atMs: 7, server: 1, room: 0 }, 4);
  const columns: Columns = {};
  builder.finish("x", columns);
  const histories = new Histories(columns, "x", 2);
  const seen = [4, 5, 8, 9, 99].map((atMs) => histories.at(0, 1, atMs));
  expect(seen).toEqual([undefined, 1, 1, 3, 3]);
  expect(histories.of(0, 1).times.length).toBe(2);
  expect(histories.at(1, 0, 7)).toBe(4);
  expect(histories.at(0, 0, 99)).toBeUndefined();
  expect(histories.of(5, 5).times).toEqual([]);
});
