// A room with a policy server, for tests of who shows memberships to it and when.
import type { Policy } from "../../../sim/server/index.ts";
import { ada, bob, d, dan, Town } from "./harness.ts";

/** Only those who found the room are in it; d.test is its policy server, and refuses "spam". */
export function gate(change: Partial<Policy> = {}): Town {
  const town = new Town({ servers: 5, change });
  town.found([bob, dan], { powers: { [bob]: 50 } });
  town.servers[d].refusedWords = ["spam"];
  town.do(ada, { kind: "policy-server", via: d });
  town.run();
  return town;
}

/** A user whose server is not in the room. */
export const eve = "@eve:e.test";
