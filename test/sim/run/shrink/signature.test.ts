import { expect, test } from "vitest";
import type { VerdictRecord } from "../../../../sim/trace/records.ts";
import { signatureOf, signaturesOf } from "../../../../sim/run/shrink/signature.ts";
import { runStory, cast, alpha } from "../stories.ts";

const servers = ["a.test", "hs1", "hs10", "alpha.test"];
const verdict = (detail: string, check = "delivery"): VerdictRecord => {
  return { kind: "verdict", check, result: "broken", detail, events: [], servers: [] };
};
const signature = (detail: string) => signatureOf(verdict(detail), servers);

test("numbers, times, names, rooms and event IDs of one run are not part of it", () => {
  const one = signature(
    "Event 12 ($aB3_aB3_aB3_aB3_aB3_aB3), made by alpha.test at 120 ms, never reached hs1.",
  );
  const other = signature(
    "Event 7 ($zzzzzzzzzzzzzzzzzzzzzzzz), made by hs10 at 7 ms, never reached a.test.",
  );
  expect(one).toBe(other);
  expect(one).toBe("delivery: Event # (EVENT), made by SERVER at # ms, never reached SERVER");
  // In room versions 1 and 2 an ID names a server.
  expect(signature("refused: $ujS2PDzQI13MCS3AZ7:hs10 was rejected")).toBe(
    "delivery: refused: EVENT was rejected",
  );
  expect(signature("m.room.topic by @ada:a.test in !r:a.test")).toBe(
    "delivery: m.room.topic by USER in ROOM",
  );
});

test("how many findings and how many servers there are is not part of it", () => {
  const few = signature("A is at a.test. There are 6 more such findings.");
  const many = signature("A is at a.test, hs1 and 3 more. There is more.");
  expect(few).toBe("delivery: A is at SERVER");
  expect(many).toBe(few);
});

test("the kind of event and the check are part of it: they tell causes apart", () => {
  expect(signature("m.room.topic went back")).not.toBe(signature("m.room.join_rules went back"));
  expect(signatureOf(verdict("x", "converges"), [])).not.toBe(signatureOf(verdict("x"), []));
});

test("a run that holds has none; one that never comes to rest says so", () => {
  const tell = (stage: Parameters<Parameters<typeof runStory>[0]>[0]) => {
    const { ada, room } = cast(stage);
    stage.after("1s").partition([alpha]).do(ada.say(room, "alone"));
    stage.after("2s").heal();
  };
  expect(signaturesOf(runStory(tell))).toEqual([]);
  // The answer to the word takes longer than the servers are given.
  expect(signaturesOf(runStory(tell, { settle: 1 }))[0]).toBe("unsettled");
});
