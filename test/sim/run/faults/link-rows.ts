// Faults of links: what each must do to the talk.
import { expect } from "vitest";
import { arrivalsOf, records } from "../stories.ts";
import {
  conflicted,
  count,
  during,
  eventsBy,
  fromMs,
  held,
  hs1,
  longest,
  onlyBroken,
  quiet,
  toMs,
  withLength,
  type Row,
} from "./talk.ts";

export const linkRows: Row[] = [
  [
    "late-message step=7 to=hs2,hs3 ms=3s",
    (r) => {
      // The step is what the creator says first while the fault is on.
      const [late, usual] = [r, quiet].map((one) => arrivalsOf(one, eventsBy(one, 0)[0].index));
      expect(late[1]).toBe(Number(usual[1]) + 3000);
      expect(late[2]).toBe(Number(usual[2]) + 3000);
      expect([late[3], late[4], late[5]]).toEqual([usual[3], usual[4], usual[5]]);
      held(r);
    },
  ],
  [
    "loss share=1/2",
    (r) => {
      expect(count(r, "timed-out") + count(r, "delivered", { from: hs1 })).not.toBe(
        count(quiet, "delivered", { from: hs1 }),
      );
      expect(records(r, "net").some(({ result }) => result === "timed-out")).toBe(true);
      held(r);
    },
  ],
  [
    "duplication share=1",
    (r) => {
      expect(count(r, "delivered")).toBeGreaterThan(1.5 * count(quiet, "delivered"));
      held(r);
    },
  ],
  [
    "lost-answer share=1 servers=hs1",
    (r) => {
      expect(records(r, "net").filter((n) => n.result === "timed-out").length).toBeGreaterThan(0);
      held(r);
    },
  ],
  [
    "truncation keep=0 servers=hs1",
    (r) => {
      const all = eventsBy(r, 0).map(({ index }) => index);
      const pushed = records(r, "arrive").filter(
        (each) => all.includes(each.event) && each.via === "send" && each.atMs < toMs,
      );
      expect(pushed).toEqual([]);
      onlyBroken(r, "delivery");
    },
  ],
  [
    "size-limit most=1 servers=hs1",
    (r) => {
      const { length } = records(r, "net").filter(({ result }) => result === "refused");
      expect(length).toBeGreaterThan(0);
    },
    (plan) => withLength(conflicted(plan), undefined),
  ],
  [
    "slow-link shape=constant ms=9s servers=hs1",
    (r) => {
      expect(longest(r, { from: 0 })).toBe(9000);
      held(r);
    },
  ],
  [
    "reorder mostMs=3s",
    (r) => {
      const lags = new Set(
        records(r, "net")
          .filter((n) => n.result === "delivered" && n.request === "send")
          .map(({ sentMs, atMs }) => atMs - sentMs),
      );
      expect(lags.size).toBeGreaterThan(20);
      expect(count(r, "held")).toBeGreaterThan(20);
      const times = records(r, "arrive")
        .filter(({ via, atMs }) => via === "send" && atMs > fromMs && atMs < toMs)
        .map(({ atMs }) => atMs % 1000);
      expect(new Set(times).size).toBeGreaterThan(20);
      held(r);
    },
  ],
  [
    "bandwidth bytesPerSecond=500 servers=hs1",
    (r) => {
      expect(count(r, "held")).toBeGreaterThan(0);
      held(r);
    },
  ],
  [
    "clog way=send servers=hs1",
    (r) => {
      expect(count(r, "held", { from: 0 })).toBeGreaterThan(0);
      expect(count(r, "delivered", { from: 0 })).toBe(0);
      held(r);
    },
  ],
  [
    "clog-pair servers=hs1 to=hs2",
    (r) => {
      expect(count(r, "delivered", { from: 0, to: 1 })).toBe(0);
      expect(count(r, "delivered", { from: 0, to: 2 })).toBeGreaterThan(0);
      held(r);
    },
  ],
  [
    "swizzle everyMs=3s",
    (r) => {
      const clogged = new Set(during(r, ({ result }) => result === "held").map(({ to }) => to));
      expect(clogged.size).toBeGreaterThan(1);
      held(r);
    },
  ],
  [
    "error-status status=503 servers=hs2",
    (r) => {
      expect(count(r, "delivered", { to: 1 })).toBe(0);
      expect(count(r, "refused", { to: 1 })).toBeGreaterThan(0);
      held(r);
    },
  ],
  [
    "unreachable why=well-known servers=hs2",
    (r) => {
      expect(count(r, "refused", { to: 1 })).toBeGreaterThan(0);
      held(r);
    },
  ],
  [
    "half-open servers=hs1",
    (r) => {
      expect(count(r, "delivered", { to: 0 })).toBe(0);
      expect(count(r, "delivered", { from: 0 })).toBeGreaterThan(0);
      held(r);
    },
  ],
  [
    "timeouts servers=hs1",
    (r) => {
      const vain = records(r, "net").filter((n) => n.result === "timed-out" && n.from === 0);
      expect(vain.length).toBeGreaterThan(0);
      held(r);
    },
  ],
];
