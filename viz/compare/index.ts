// Two runs, or two servers of one, side by side.
export { compareRuns, comparisonText, type Difference, type RunComparison } from "./runs.ts";
export { compareServers, type ServerComparison } from "./servers.ts";
