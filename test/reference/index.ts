// The literal, slow twin of Matrix's rules for room versions 1 to 12: numbered like the specification,
// written for comparison alone, with no code in common with sim/protocol.
//
// auth-rules.ts (with -member and -power-levels) judges by a state, auth-events.ts by an event's
// own list; room-facts.ts and values.ts read content; third-party-signature.ts verifies;
// state-resolution.ts resolves, with graph.ts, orderings.ts and dialects.ts; room-walk.ts takes a
// whole room from event to event; random-room.ts makes rooms up; vectors.ts reads rooms with known
// results. RULES.md lists every rule with its number.
import { slotKey, type Referee } from "../../sim/check/referee.ts";
import type { EventId, Pdu } from "../../sim/protocol/event.ts";
import { judgeByAuthEvents } from "./auth-events.ts";
import { judgeByState } from "./auth-rules.ts";
import { dialectNamed } from "./dialects.ts";
import { resolveStates } from "./state-resolution.ts";

export { judgeByAuthEvents, judgeByState, resolveStates };

/** The twin as a second opinion; an unknown event, version or dialect throws. */
export const referee: Referee = {
  authoriseByAuthEvents({ version, dialect = "spec", id, get, rejected }) {
    const event = known(id, get(id));
    const departures = dialectNamed(dialect);
    const number = versionNumber(version);
    return judgeByAuthEvents({ version: number, id, event, get, departures, rejected });
  },
  authoriseByState({ version, dialect = "spec", id, state, get }) {
    const event = known(id, get(id));
    const find = (type: string, stateKey: string): Pdu | undefined => {
      const found = state.get(slotKey(type, stateKey));
      return found === undefined ? undefined : get(found);
    };
    const departures = dialectNamed(dialect);
    return judgeByState({ version: versionNumber(version), id, event, get, find, departures });
  },
  resolve({ version, dialect, states, get, rejected }) {
    const room = { version: versionNumber(version), dialect: dialectNamed(dialect), get, rejected };
    return resolveStates(room, states);
  },
};

const versionNumbers: ReadonlyMap<string, number> = new Map([
  ...Array.from({ length: 12 }, (_, n): [string, number] => [`${n + 1}`, n + 1]),
  ["org.matrix.hydra.11", 12],
]);

function versionNumber(version: string): number {
  const number = versionNumbers.get(version);
  if (number === undefined) throw new Error(`no rules for version ${version}`);
  return number;
}

function known(id: EventId, event: Pdu | undefined): Pdu {
  if (event === undefined) throw new Error(`the event ${id} is not known`);
  return event;
}
