// The cells of the conformance table as data: for each rule of a version an event that it lets pass
// and one that it stops, with the room around them.
import { ruleNumber, rules, rulesLink } from "../../../sim/protocol/auth/rules.ts";
import type { JsonObject } from "../../../sim/protocol/json.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";
import { smallCase } from "../../reference/small-room.ts";
import { cells } from "../cells.ts";
import type { Trial } from "../trial.ts";

/** All rule vectors of a version. */
export function ruleVectors(id: string): JsonObject {
  const version = roomVersion(id);
  const cases = [...rules.values()].flatMap(({ name, about, ends }) => {
    const number = ruleNumber(name, version);
    if (number === undefined) return [];
    const { accepts, refuses, by = name } = cells[name](id);
    const stopped = { allowed: false, rule: ruleNumber(by, version) ?? null };
    return [
      {
        ...{ rule: number, name, ends, about },
        accepts: { ...caseOf(id, accepts), expected: { allowed: true } },
        refuses: { ...caseOf(id, refuses), expected: stopped },
      },
    ];
  });
  return {
    format: "rashomon-rules/1",
    room_version: id,
    specification: rulesLink(version),
    how_to_read:
      "Judge `event` by its auth events, which are among `events` (and, in version 12, the create " +
      "event there). Event IDs are names, not hashes; third-party signatures are real.",
    cases,
  };
}

function caseOf(version: string, { about, event, room }: Trial): JsonObject {
  const input = smallCase(version, event, room);
  return {
    about,
    event: input.id,
    events: input.events.map(({ id, pdu }) => ({ ...pdu, event_id: id })),
    state: [...input.state.values()],
    rejected: room?.rejected ?? [],
  };
}
