// The words in which stories claim things of themselves: always, eventually, sometimes, reachable,
// and the conditions that they are about. What comes out is plain data; see check/claims/property.ts.
import type { Condition, FieldTest, Property, RecordCondition } from "../../check/index.ts";
import { durationMs } from "../duration.ts";

/** Holds at every moment of the story, at every server that is in the room. */
export function always(name: string, when: Condition): Property {
  return { kind: "always", name, when };
}

/**
 * Holds in the end.
 * @param within so long after the last fault it may still fail to hold
 */
export function eventually(
  name: string,
  when: Condition,
  { within }: { within?: string | number } = {},
): Property {
  const bound = within === undefined ? {} : { withinMs: durationMs(within) };
  return { kind: "eventually", name, when, ...bound };
}

/** Holds at some moment of some run; a sweep in which it never does has not tried hard enough. */
export function sometimes(name: string, when: Condition): Property {
  return { kind: "sometimes", name, when };
}

/** Some run comes to a place: a record like this one is written. */
export function reachable(name: string, when: RecordCondition): Property {
  return { kind: "reachable", name, when };
}

/** The current state holds an event at a slot, with these fields in its content. */
export function stateIs(slot: {
  type: string;
  key?: string;
  content?: Readonly<Record<string, unknown>>;
  at?: string;
  room?: string;
}): Condition {
  return { holds: "state", ...slot };
}

/** The current state shows a user's membership so; who has none has left. */
export function memberIs(
  user: string,
  membership: string,
  where: { at?: string; room?: string } = {},
): Condition {
  return { holds: "member", user, membership, ...where };
}

/** All servers that are in the room hold the same state. */
export function serversAgree(): Condition {
  return { holds: "agreement" };
}

/**
 * A record is written.
 * @example recorded("resolve", { conflicted: { least: 2 } })
 */
export function recorded(
  kind: RecordCondition["kind"],
  where: Readonly<Record<string, FieldTest>> = {},
): RecordCondition {
  return { holds: "record", kind, where };
}

/** The contrary. */
export function not<C extends Condition>(when: C): C {
  const { not: turned, ...rest } = when;
  return (turned ? rest : { ...when, not: true }) as C;
}
