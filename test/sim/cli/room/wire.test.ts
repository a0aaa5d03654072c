// The resolver wire format.
import { expect, test } from "vitest";
import { answerWire, type WireAnswer } from "../../../../sim/cli/room/wire.ts";
import { banAgainstTopic, statesOf } from "../../protocol/state-res/rooms.ts";
import { call } from "../call.ts";

function request(changes: object = {}, version = "11"): string {
  const fork = banAgainstTopic(version);
  return JSON.stringify({
    room_version: version,
    events: fork.room.events.map(({ id, pdu }) => ({ ...pdu, event_id: id })),
    state_sets: statesOf(fork).map((state) => fork.room.graph.stateIds(state)),
    ...changes,
  });
}

test("a request is answered with the sorted state, the time and no error", () => {
  for (const version of ["10", "11", "12"]) {
    const { state, ns, error } = answerWire(request({}, version));
    expect(error).toBeNull();
    expect(state).toEqual(["$ada", "$ban", "$cay", "$create", "$levels", "$rules"]);
    expect(ns).toBeGreaterThan(0);
  }
});

test("repeating changes nothing but the time taken", () => {
  const { state } = answerWire(request({ repeat: 50, dialect: "synapse" }));
  expect(state).toEqual(answerWire(request({ dialect: "synapse" })).state);
});

test.each([
  ["not JSON", "{", "not JSON"],
  ["no object", "[]", "JSON object"],
  ["no version", request({ room_version: undefined }), "room_version"],
  ["an unknown version", request({ room_version: "99" }), "99"],
  ["another version than the room's", request({ room_version: "10" }), "says 11"],
  ["no sets", request({ state_sets: undefined }), "state_sets"],
  ["sets that are none", request({ state_sets: ["$a"] }), "state_sets"],
  ["no events", request({ events: undefined }), "event"],
  ["an unknown event", request({ state_sets: [["$nobody"]] }), "$nobody"],
  ["an unknown dialect", request({ dialect: "letter" }), "spec, synapse"],
  ["a dialect without the version", request({ dialect: "gomatrixserverlib" }, "12"), "version 12"],
  ["a repeat that is none", request({ repeat: 0 }), "repeat"],
  ["a repeat without end", request({ repeat: 1e9 }), "repeat"],
])("%s is answered with an error", (_what, line, part) => {
  const { state, ns, error } = answerWire(line);
  expect([state, ns]).toEqual([null, 0]);
  expect(error).toContain(part);
});

test("the command answers line by line, in order, past bad lines, also without a last newline", async () => {
  const input = `${request()}\n\n{"room_version":1}\n${request({}, "12")}`;
  const { code, out, err } = await call(["resolve", "--wire"], { input });
  expect([code, err]).toEqual([0, ""]);
  const answers = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as WireAnswer);
  expect(answers.map(({ error }) => error === null)).toEqual([true, false, true]);
  expect(answers[0].state).toEqual(answers[2].state);
});
