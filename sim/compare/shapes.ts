// How large made-up rooms are, counted, so that a comparison can say on what kind of rooms it rests.
import type { BuiltRoom } from "./build-room.ts";

/** How many rooms have which shape, such as `events up to 20` or `3 states`. Plain data. */
export type Shapes = Readonly<Record<string, number>>;

const sizes = [10, 15, 20, 30, 50, 100];
const statesMost = 6;

/** The shape of one room. */
export function shapeOf({ events, states }: BuiltRoom): Shapes {
  const size = sizes.find((most) => events.length <= most);
  const count = states.length;
  return {
    [size === undefined ? `events above ${sizes.at(-1)}` : `events up to ${size}`]: 1,
    [count < statesMost ? `${count} states` : `${statesMost} states or more`]: 1,
  };
}

/** The sum of two counts. */
export function addShapes(some: Shapes, others: Shapes): Shapes {
  const sum: Record<string, number> = { ...some };
  for (const [name, count] of Object.entries(others)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/**
 * Two lines for people: sizes and numbers of states, with their shares.
 * @example shapesText({ "events up to 10": 1, "events up to 15": 3, "2 states": 4 })
 */
export function shapesText(shapes: Shapes): string[] {
  const names = Object.keys(shapes);
  const ofSizes = [...sizes.map((most) => `events up to ${most}`), `events above ${sizes.at(-1)}`];
  const ofStates = names.filter((name) => name.includes("state")).sort();
  return [ofSizes.filter((name) => names.includes(name)), ofStates].map((list) => {
    const total = list.reduce((sum, name) => sum + shapes[name], 0);
    return list.map((name) => `${name}: ${((shapes[name] / total) * 100).toFixed(1)} %`).join(", ");
  });
}
