import { expect, test } from "vitest";
import { Ledger } from "../../../loadtest/federation/ledger.ts";

const room = { roomId: "!a", dueMs: 100 };

test("a PDU is outstanding from its sending until it is seen", () => {
  const ledger = new Ledger();
  ledger.sent(["$1", "$2"], room);
  expect([ledger.outstanding("!a"), ledger.outstanding("!b"), ledger.total]).toEqual([2, 0, 2]);
  ledger.answered(["$1", "$2"], { $1: {}, $2: {} });
  ledger.seen("$1", 150);
  ledger.seen("$1", 160);
  expect([ledger.outstanding("!a"), ledger.acceptedCount, ledger.visibleCount]).toEqual([1, 2, 1]);
  expect(ledger.visible.quantileMs(1)).toBeCloseTo(50, 0);
  expect(ledger.unseen()).toEqual([{ id: "$2", roomId: "!a" }]);
});

test("what is refused, left out or not delivered is counted by reason and no longer outstanding", () => {
  const ledger = new Ledger();
  ledger.sent(["$1", "$2", "$3"], room);
  ledger.answered(["$1", "$2"], { $1: { error: `no $${"x".repeat(43)}` } });
  ledger.answered(["$3"], undefined);
  expect([...ledger.refusals]).toEqual([
    ["no $…", 1],
    ["left out", 1],
    ["not delivered", 1],
  ]);
  expect([ledger.outstandingTotal, ledger.outstandingMax, ledger.unseen()]).toEqual([0, 3, []]);
});

test("an event may be seen before its sending or its answer is told", () => {
  const ledger = new Ledger();
  ledger.seen("$1", 120);
  ledger.seen("$other", 120);
  ledger.sent(["$1"], room);
  ledger.answered(["$1"], { $1: {} });
  expect([ledger.visibleCount, ledger.outstandingTotal, ledger.acceptedCount]).toEqual([1, 0, 1]);
});

test("times of rooms with odd origins are kept apart from those of others", () => {
  const ledger = new Ledger(new Set(["!b"]));
  ledger.sent(["$1"], room);
  ledger.sent(["$2"], { roomId: "!b", dueMs: 100 });
  ledger.seen("$1", 110);
  ledger.seen("$2", 400);
  const longest = [ledger.visible, ledger.visibleWithOdd, ledger.visibleElsewhere].map((times) =>
    Math.round(times.quantileMs(1) ?? 0),
  );
  expect(longest).toEqual([300, 300, 10]);
});
