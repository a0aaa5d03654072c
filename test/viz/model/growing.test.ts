// Columns that grow hold what was put in, however often they had to grow.
import { expect, test } from "vitest";
import { Growing } from "../../../viz/model/growing.ts";

test("numbers come out in the order in which they went in", () => {
  const list = Growing.floats();
  const numbers = Array.from({ length: 5_000 }, (_, at) => at * 1.5);
  for (const number of numbers) list.push(number);
  expect(list.length).toBe(numbers.length);
  expect([...list.view()]).toEqual(numbers);
  expect(list.at(4_999)).toBe(numbers[4_999]);
  expect(Growing.ints().view()).toEqual(new Int32Array(0));
});
