// Rows go into columns and come out as they were.
import { expect, test } from "vitest";
import {
  openTable,
  rowCount,
  TableBuilder,
  Texts,
  type Columns,
} from "../../../viz/model/table.ts";

const schema = { atMs: "time", server: "int", word: "text", list: "ints" } as const;

test("rows come back field by field; absent numbers and texts are undefined", () => {
  const rows = [
    { atMs: 2 ** 40, server: 0, word: "x", list: [3, 1] },
    { atMs: 0, server: undefined, word: undefined, list: [] },
    { atMs: 5, server: 7, word: "x", list: [0] },
  ];
  const texts = new Texts();
  const builder = new TableBuilder(schema, texts);
  for (const row of rows) builder.add(row);
  const columns: Columns = {};
  builder.finish("t", columns);
  expect(rowCount(schema, "t", columns)).toBe(3);
  expect(texts.list).toEqual(["x"]);
  const opened = openTable<(typeof rows)[number]>(schema, "t", { columns, texts: texts.list });
  const back = opened.map(({ atMs, server, word, list }) => ({ atMs, server, word, list }));
  expect(back).toEqual(rows);
});
