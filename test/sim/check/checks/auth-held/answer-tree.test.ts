// What a referee looks up in a state decides which states it is asked about.
import { expect, test } from "vitest";
import { AnswerTree } from "../../../../../sim/check/checks/auth-held/answer-tree.ts";
import { slotKey, type PlainState } from "../../../../../sim/check/referee.ts";
import type { RoomTrace } from "../../../../../sim/check/view/room-trace.ts";
import { viewTrace } from "../../../../../sim/check/view/trace-view.ts";
import { allowed } from "../../../../../sim/protocol/auth/verdict.ts";
import { a, ada, b, bob, usualTrace } from "../../trace-builder.ts";

/** A room whose topic changes twice and whose members change once; its states in that order. */
function changingRoom(): { room: RoomTrace; states: number[] } {
  const trace = usualTrace();
  trace.deliver(trace.make(a, trace.topic(ada, "one")));
  trace.deliver(trace.make(a, trace.topic(ada, "two")));
  trace.deliver(trace.make(a, trace.member(ada, "ban", bob)), [b]);
  const view = viewTrace(trace.trace());
  const room = view.rooms[0] as RoomTrace;
  return {
    room,
    states: room
      .currentStates(b)
      .slice(-3)
      .map((state) => room.state(state)),
  };
}

/** Asks about each state in turn; answers the numbers of those that were put to the referee. */
function asked(look: (state: PlainState) => unknown): number[] {
  const { room, states } = changingRoom();
  expect(new Set(states).size).toBe(3);
  const answers = new AnswerTree(room);
  const put: number[] = [];
  for (const [n, state] of [...states.entries(), ...states.entries()]) {
    const answer = answers.of(state, (watched) => {
      put.push(n);
      return { ok: false, rule: "0", spec: "", detail: `${look(watched)}` };
    });
    expect(answer).toMatchObject({ detail: `${look(room.plainState(state))}` });
  }
  return put;
}

test("states that agree in what is looked up are one question", () => {
  expect(asked((state) => state.get(slotKey("m.room.topic", "")))).toEqual([0, 1]);
  expect(asked((state) => state.has(slotKey("m.room.member", bob)))).toEqual([0, 2]);
  expect(asked((state) => state.get(slotKey("m.room.create", "")))).toEqual([0]);
});

test("what was never there is looked up as well", () => {
  expect(asked((state) => state.has(slotKey("org.example.nothing", "here")))).toEqual([0]);
});

test("what is looked up later may depend on what was found", () => {
  const { room, states } = changingRoom();
  const before = room.plainState(states[0]).get(slotKey("m.room.topic", ""));
  const look = (state: PlainState) =>
    state.get(slotKey("m.room.topic", "")) === before || state.get(slotKey("m.room.member", bob));
  expect(asked(look)).toEqual([0, 1, 2]);
});

test("who walks over a state is asked about each", () => {
  expect(asked((state) => [...state.values()].join())).toEqual([0, 1, 2]);
  expect(asked((state) => state.size)).toEqual([0, 1, 2]);
});

test("an answer that needs no state is given once", () => {
  const { room, states } = changingRoom();
  const answers = new AnswerTree(room);
  let put = 0;
  for (const state of states) expect(answers.of(state, () => (put++, allowed))).toBe(allowed);
  expect(put).toBe(1);
});
