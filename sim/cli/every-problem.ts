// Everything that is wrong with a command line, told at once. Options are read one after the other, and
// the first wrong one throws; so reading goes on without it, as if it had not been given, until nothing
// is wrong with a single one. Readers may therefore have no effects. Called where an order is made of options.
import type { Options } from "./command.ts";
import { Problem, problemOf, type ProblemParts } from "./problem.ts";

/**
 * What a reader makes of options.
 * @throws Problem with all that is wrong, where something is
 * @example const order = readingAll(options, (given) => loadOrder(given, again));
 */
export function readingAll<Order>(options: Options, read: (given: Options) => Order): Order {
  const found: ProblemParts[] = [];
  for (let given = options; ;) {
    try {
      const order = read(given);
      if (found.length === 0) return order;
      break;
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem === undefined) throw thrown;
      const { option } = problem;
      const alone = option !== undefined && given.has(option);
      // What is wrong only with several options may be so because one was left out.
      if (alone || found.length === 0) found.push(problem);
      if (!alone) break;
      given = given.without(option);
    }
  }
  const [first, ...more] = found;
  throw new Problem(more.length === 0 ? first : { ...first, more });
}
