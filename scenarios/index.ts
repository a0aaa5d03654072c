// All scenarios by name, in the order in which they are listed.
import type { Scenario } from "../sim/index.ts";
import { netsplitBan } from "./netsplit-ban.ts";

export const scenarios: ReadonlyMap<string, Scenario> = new Map(
  [netsplitBan].map((story) => [story.name, story]),
);
