// In which order lanes stand: as the trace lists its servers, but with the sides of the run's
// longest partition kept together, so that the wall between them is one line.
import { sideOf, type FaultBand, type Model } from "../model/index.ts";

/** The servers from left to right. */
export function laneOrder(model: Model): number[] {
  const servers = model.meta.servers.map((_, server) => server);
  const longest = longestPartition(model);
  if (longest === undefined) return servers;
  const side = servers.map((server) => {
    const found = sideOf(longest, server);
    return found < 0 ? longest.groups.length : found;
  });
  return servers.sort((a, b) => side[a] - side[b] || a - b);
}

/** The partition that lasted longest; undefined where there is none. */
export function longestPartition({ faults }: Pick<Model, "faults">): FaultBand | undefined {
  return faults
    .filter(({ groups }) => groups.length > 1)
    .reduce<FaultBand | undefined>((best, band) => {
      return best === undefined || lengthOf(band) > lengthOf(best) ? band : best;
    }, undefined);
}

function lengthOf({ startMs, endMs }: FaultBand): number {
  return endMs - startMs;
}
