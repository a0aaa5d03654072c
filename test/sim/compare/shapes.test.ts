// Shapes of made-up rooms.
import { expect, test } from "vitest";
import { addShapes, shapeOf, shapesText, type Shapes } from "../../../sim/compare/shapes.ts";
import { someRooms } from "./rooms.ts";

test("every room has a size and a number of states, and shares are of all", () => {
  const rooms = someRooms("11", 50);
  const shapes = rooms.map(({ built }) => shapeOf(built)).reduce(addShapes, {} as Shapes);
  expect(Object.values(shapes).reduce((sum, count) => sum + count)).toBe(2 * rooms.length);
  const [sizes, states] = shapesText({
    "events up to 15": 3,
    "events above 100": 1,
    "2 states": 4,
  });
  expect(sizes).toBe("events up to 15: 75.0 %, events above 100: 25.0 %");
  expect(states).toBe("2 states: 100.0 %");
});
