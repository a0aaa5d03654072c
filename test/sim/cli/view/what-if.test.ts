// `rashomon what-if` from file to answer, for people and for programs.
import { expect, test } from "vitest";
import { usualRoom } from "../../protocol/room-builder.ts";
import { call, roomFile } from "../call.ts";

const { events } = usualRoom("11");
const idOf = (type: string) => events.find(({ pdu }) => pdu.type === type)?.id ?? "";
const ask = (...words: readonly string[]) => call(["what-if", roomFile(events), ...words]);

test("an event left out changes what the room ends with", async () => {
  const { code, out } = await ask("--drop", idOf("m.room.join_rules"), "--json");
  expect(code).toBe(0);
  const answer = JSON.parse(out) as { command: string; slots: { type: string; is: unknown }[] };
  expect(answer.command).toBe("what-if");
  expect(answer.slots).toContainEqual(
    expect.objectContaining({ type: "m.room.join_rules", is: null }),
  );
  const text = await ask("--drop", idOf("m.room.join_rules"));
  expect(text.out).toContain("is:  nothing");
});

test("other rules are a change, too", async () => {
  const { code, out } = await ask("--as-version", "10", "--as-dialect", "synapse");
  expect(code).toBe(0);
  // A room without a fork: what could differ is not in its events, and it is said where it is.
  expect(out).toContain("nothing to resolve");
  expect(out).toContain("change the plan");
});

test("no change, an unknown event, and a room that is not there are refused with what to do", async () => {
  for (const words of [[], ["--drop", "$nobody"], ["--as-version", "11", "--room", "3"]]) {
    const { code, err } = await ask(...words);
    expect(code).toBe(2);
    expect(err).toContain("→");
  }
});
