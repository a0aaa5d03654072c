import { expect, test } from "vitest";
import { planOf, roomVersions, tell } from "./told.ts";

/** The ends of the room at Charlie, as the last record says. */
function tipsAtCharlie(told: ReturnType<typeof tell>): readonly number[] {
  const server = told.number("charlie.test");
  const last = told.result.records.findLast(
    (record) => record.kind === "extremities" && record.server === server,
  );
  return last?.kind === "extremities" ? last.events : [];
}

test.each(roomVersions)(
  "in version %s Bob's words stay an end of the room at Charlie",
  (version) => {
    const told = tell(planOf("leaked-extremity", version));
    expect(told.broken).toEqual(["bounded-extremities"]);
    const old = told.event("bob", 'says "before the silence"');
    const topic = told.arrivals.filter(
      ({ event, server }) =>
        server === told.number("charlie.test") &&
        event === told.holder("charlie.test", "m.room.topic")?.index,
    );
    expect(topic.map(({ verdict, via }) => [verdict, via])).toEqual([
      ["outlier", "state"],
      ["accepted", "backfill"],
    ]);
    expect(tipsAtCharlie(told)).toContain(old);
  },
);

test("the next thing that Chris says ties the two ends together", () => {
  const plan = planOf("leaked-extremity");
  const said = plan.steps.find(({ id }) => id === 0) as { room: string };
  const action = { kind: "message" as const, body: "thank you" };
  const word = { id: 900, atMs: 13_000_000, user: "@chris:charlie.test", room: said.room, action };
  const told = tell({ ...plan, steps: [...plan.steps, word] });
  expect(told.broken).toEqual([]);
  expect(tipsAtCharlie(told)).toEqual([told.event("chris", 'says "thank you"')]);
});
