// How virtual origins behave where the specification is silent, unless they are told otherwise.
import { policy as namedPolicy, type Policy } from "../server/index.ts";

/**
 * As Synapse does, but quick to try again: a test does not wait ten minutes. Who is not in a room is told
 * nothing of it.
 */
export const bridgePolicy: Policy = {
  ...namedPolicy("synapse"),
  answersResidentsOnly: true,
  retryMs: { first: 1_000, factor: 2, max: 10_000 },
  catchUpAfterMs: Infinity,
};
