// How the tests of this folder judge: a row says which event in the usual room is to be judged and
// which rule must refuse it, by its number in versions 10 and 11 and in version 12; each row is one
// test in each version.
import { expect, test } from "vitest";
import { authorise, type AuthVerdict } from "../../../../sim/protocol/auth/index.ts";
import type { JsonObject } from "../../../../sim/protocol/json.ts";
import { RoomBuilder, usualRoom, versions, type EventSpec } from "../room-builder.ts";

/** One event to judge, and what must come of it. */
export interface Trial {
  /** The test's name: a claim. */
  readonly claim: string;
  /** Rule numbers in 10 and 11, and in 12; absent: the event is allowed. */
  readonly refusedBy?: readonly [upTo11: string, since12: string];
  /** Versions to which the row applies (default: all). */
  readonly in?: readonly string[];
  /** Fields of the create event's content. */
  readonly create?: JsonObject;
  /** Adds what must happen before, and answers the event to judge. */
  readonly event: (room: RoomBuilder) => EventSpec;
}

/** Declares the tests of a table. */
export function runTrials(trials: readonly Trial[]): void {
  for (const trial of trials) {
    for (const version of trial.in ?? versions) {
      test(`${trial.claim} (version ${version})`, () => {
        const room = usualRoom(version, trial.create);
        const verdict = judge(room, trial.event(room));
        const expected = trial.refusedBy?.[version === "12" ? 1 : 0] ?? "allowed";
        expect(outcome(verdict)).toBe(expected);
        if (!verdict.ok) expect(verdict.spec).toBe(`rooms/v${version}#authorization-rules`);
      });
    }
  }
}

/** Adds the event and judges it against the state before it. */
export function judge(room: RoomBuilder, spec: EventSpec): AuthVerdict {
  const prev = spec.prev ?? room.tips;
  const before = prev.length === 0 ? room.stateOf() : room.after(...prev);
  return authorise(room.graph, room.index(room.add(spec)), before);
}

/** The rule's number, or `allowed`. */
export function outcome(verdict: AuthVerdict): string {
  return verdict.ok ? "allowed" : verdict.rule;
}
