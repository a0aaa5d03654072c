// Faults of servers: what each must do to the talk.
import { expect } from "vitest";
import { run } from "../../../../sim/run/index.ts";
import { records } from "../stories.ts";
import {
  arrivals,
  conflicted,
  count,
  eventsBy,
  fromMs,
  gone,
  guarded,
  held,
  onlyBroken,
  toMs,
  type Row,
  planOf,
  withLength,
} from "./talk.ts";

export const serverRows: Row[] = [
  [
    "crash servers=hs3",
    (r) => {
      expect(records(r, "fault").map(({ verb }) => verb)).toEqual([
        "crash",
        "begin",
        "restart",
        "end",
      ]);
      expect(count(r, "delivered", { to: 2 })).toBe(0);
      held(r);
    },
  ],
  [
    "lost-tail servers=hs3",
    (r) => {
      expect(gone(r)[0].events.length).toBeGreaterThan(5);
      held(r);
    },
  ],
  [
    "restored-backup servers=hs3",
    (r) => {
      const [lost] = gone(r);
      expect(lost.events.length).toBeGreaterThan(5);
      const again = records(r, "arrive").filter(
        (each) => each.server === 2 && each.atMs > lost.atMs && lost.events.includes(each.event),
      );
      expect(again.length).toBeGreaterThan(0);
      held(r);
    },
  ],
  [
    "wipe servers=hs3",
    (r) => {
      expect(gone(r)[0].events.length).toBeGreaterThan(10);
      expect(
        records(r, "op").some(
          ({ action, result }) => action === "joins the room anew" && result === "ok",
        ),
      ).toBe(true);
      held(r);
    },
  ],
  [
    "retirement servers=hs3",
    (r) => {
      expect(
        records(r, "net").filter(
          (net) => net.to === 2 && net.atMs > fromMs && net.result === "delivered",
        ),
      ).toEqual([]);
    },
  ],
  [
    "pause servers=hs3",
    (r) => {
      expect(count(r, "delivered", { from: 2 }) + count(r, "delivered", { to: 2 })).toBe(0);
      expect(
        records(r, "op").filter(
          ({ server, result, atMs }) => server === 2 && result === "failed" && atMs < toMs,
        ).length,
      ).toBeGreaterThan(3);
      held(r);
    },
  ],
  [
    "slow-cpu eachMs=2s servers=hs3",
    (r) => {
      expect(count(r, "held", { to: 2 })).toBeGreaterThan(5);
      held(r);
    },
  ],
  [
    "overload eachMs=5s most=2 servers=hs3",
    (r) => {
      expect(count(r, "refused", { to: 2 })).toBeGreaterThan(0);
      held(r);
    },
  ],
  [
    "policy-key-rotation servers=hs6",
    (r) => {
      const refused = records(r, "op").filter(({ why = "" }) =>
        why.includes("does not fit the key"),
      );
      expect(refused.length).toBeGreaterThan(20);
      expect(refused.every(({ atMs }) => atMs > fromMs && atMs < toMs + 1000)).toBe(true);
      held(r);
    },
    guarded,
  ],
  [
    "upgrade dialect=spec servers=hs3",
    (r) => {
      const dialects = new Set(
        records(r, "resolve")
          .filter(({ server, atMs }) => server === 2 && atMs > fromMs)
          .map(({ dialect }) => dialect),
      );
      expect([...dialects]).toEqual(["spec"]);
    },
    conflicted,
  ],
  [
    "policy-change policy=minimal servers=hs1",
    (r) => {
      // What hs1 said while it was cut off is tried again after 30 seconds, not when others are heard.
      const topicAt = (result: typeof r) => {
        const topic = records(result, "event").find(({ pdu }) => {
          return (pdu as { content: { topic?: string } }).content.topic === "@u1:hs1";
        });
        const there = records(result, "arrive").find(
          (one) => one.event === topic?.index && one.server === 1,
        );
        return there?.atMs ?? Infinity;
      };
      expect(topicAt(r)).toBeLessThan(120_000);
      expect(topicAt(run(planOf(undefined, conflicted)))).toBeGreaterThan(180_000);
    },
    (plan) => withLength(conflicted(plan), undefined),
  ],
  [
    "key-rotation servers=hs3",
    (r) => {
      expect(arrivals(r, "dropped").every(({ why }) => why?.rule === "unknown-key")).toBe(true);
      expect(arrivals(r, "dropped").length).toBeGreaterThan(5);
      onlyBroken(r, "delivery");
    },
  ],
  [
    "acl-change room=room1 servers=hs3",
    (r) => {
      const own = eventsBy(r, 2)
        .slice(1)
        .map(({ index }) => index);
      const pushed = records(r, "arrive").filter(
        ({ server, event, via, atMs }) =>
          server !== 2 && own.includes(event) && via === "send" && atMs < toMs,
      );
      expect(pushed.length).toBe(0);
    },
  ],
  [
    "mass-join room=room1 count=20",
    (r) => {
      expect(
        records(r, "op").filter(
          ({ action, result }) => action === "joins the room" && result === "ok",
        ),
      ).toHaveLength(20);
      held(r);
    },
  ],
];
