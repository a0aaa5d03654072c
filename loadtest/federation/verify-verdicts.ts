// What our side made of the events of a story, beside what the simulation made of them. Pure.
import type { JudgedOtherwise, SimulatedRoom } from "./verify-result.ts";

/** How many events have each verdict. */
export function countVerdicts(verdicts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of verdicts) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/**
 * The events that were judged otherwise than in the simulation.
 * @param verdicts of our side, in the order of the room's events
 * @param reasons by event ID, why our side did not accept an event
 */
export function judgedOtherwise(
  { events }: Pick<SimulatedRoom, "events">,
  verdicts: readonly string[],
  reasons: ReadonlyMap<string, string>,
): JudgedOtherwise[] {
  return events.flatMap(({ id, pdu, verdict: simulated }, n) => {
    if (verdicts[n] === simulated) return [];
    const { type, state_key: stateKey, sender } = pdu;
    const why = reasons.get(id);
    return [
      {
        ...{ id, type, sender, simulated, here: verdicts[n] },
        ...(stateKey !== undefined && { stateKey }),
        ...(why !== undefined && { why }),
      },
    ];
  });
}
