// Lying servers: what each must do to the talk.
import { expect } from "vitest";
import { run } from "../../../../sim/run/index.ts";
import { records } from "../stories.ts";
import {
  arrivals,
  banned,
  count,
  cutFirst,
  guarded,
  held,
  marks,
  onlyBroken,
  pdus,
  planOf,
  quiet,
  withLength,
  type Row,
  type Pdu,
} from "./talk.ts";

export const lieRows: Row[] = [
  [
    "policy-server-skipped servers=hs2",
    (r) => {
      // hs6 is asked by whoever gets the events, and refuses the fifth word of each user.
      const signs = (from: number) => count(r, "delivered", { from, to: 5, request: "sign" });
      expect(signs(1)).toBe(0);
      for (const other of [0, 2, 3, 4]) expect(signs(other)).toBeGreaterThan(10);
      const refused = arrivals(r, "soft-failed").filter(({ why }) => why?.check === 7);
      expect(new Set(refused.map(({ event }) => event)).size).toBe(1);
      expect(r.outcome).toBe("held");
    },
    guarded,
  ],
  [
    "equivocation servers=hs1",
    (r) => {
      const twins = pdus(r, 0).filter(({ content }) => content["test.rashomon.twin"] === true);
      expect(twins.length).toBeGreaterThan(5);
      expect(twins.length * 2).toBe(pdus(r, 0).length);
    },
  ],
  [
    "withheld-events servers=hs1 to=hs2",
    (r) => {
      expect(count(r, "delivered", { from: 0, to: 3, request: "send" })).toBe(0);
      expect(count(r, "delivered", { from: 0, to: 1, request: "send" })).toBeGreaterThan(3);
      held(r);
    },
  ],
  [
    "withheld-auth type=m.room.topic servers=hs1",
    (r) => {
      expect(r.hash).not.toBe(run(planOf(undefined, cutFirst)).hash);
    },
    (plan) => cutFirst(withLength(plan, undefined)),
  ],
  [
    "back-dated-prev steps=5 servers=hs2",
    (r) => {
      const forks = records(r, "extremities").map(({ events }) => events.length);
      expect(Math.max(...forks)).toBeGreaterThan(
        Math.max(...records(quiet, "extremities").map(({ events }) => events.length)) - 1,
      );
      for (const pdu of pdus(r, 1)) expect(pdu.prev_events).toHaveLength(1);
    },
  ],
  [
    "back-dated-auth steps=30 servers=hs1",
    (r) => {
      expect(arrivals(r, "rejected").length + pdus(r, 0).length).toBeGreaterThan(5);
      for (const pdu of pdus(r, 0)) expect(pdu.auth_events.length).toBeLessThan(4);
    },
  ],
  [
    "fan-in prevs=20 servers=hs1",
    (r) => {
      for (const pdu of pdus(r, 0)) expect(pdu.prev_events.length).toBeGreaterThan(12);
      held(r);
    },
  ],
  [
    "fan-out servers=hs1",
    (r) => {
      const bases = new Set(pdus(r, 0).flatMap(({ prev_events: prevs }) => prevs));
      expect(pdus(r, 0).length).toBeGreaterThan(8);
      expect(bases.size).toBe(1);
      const most = (result: typeof r) =>
        Math.max(...records(result, "extremities").map(({ events }) => events.length));
      expect(most(r)).toBeGreaterThan(most(quiet));
      held(r);
    },
  ],
  [
    "depth-lie servers=hs1",
    (r) => {
      for (const { depth } of pdus(r, 0)) expect(depth).toBe(2 ** 53 - 1);
      onlyBroken(r, "well-formed");
    },
  ],
  [
    "false-state share=1 servers=hs1",
    (r) => {
      expect(r.hash).not.toBe(run(planOf(undefined, cutFirst)).hash);
    },
    (plan) => cutFirst(withLength(plan, undefined)),
  ],
  [
    "stale-state server=hs1 room=room1 type=m.room.topic key=",
    (r) => {
      expect(marks(r)).toContain("rule");
    },
  ],
  [
    "altered-answers servers=hs1",
    (r) => {
      // What hs6 missed while it was cut off it gets from hs1 in redacted form only.
      const redacted = arrivals(r, "accepted").filter((arrival) => arrival.redacted === true);
      expect(redacted.length).toBeGreaterThan(3);
      expect(new Set(redacted.map(({ server }) => server))).toEqual(new Set([5]));
    },
    (plan) => cutFirst(withLength(plan, undefined)),
  ],
  [
    "bad-hash servers=hs1",
    (r) => {
      const dropped = arrivals(r, "dropped");
      expect(dropped.length).toBeGreaterThan(3);
      expect(dropped.every(({ why }) => why !== undefined && why.check <= 3)).toBe(true);
    },
  ],
  [
    "bad-signature servers=hs1",
    (r) => {
      const dropped = arrivals(r, "dropped");
      expect(dropped.length).toBeGreaterThan(3);
      expect(dropped.every(({ why }) => why?.check === 2)).toBe(true);
    },
  ],
  [
    "rejected-referenced user=@u6:hs6 room=room1",
    (r) => {
      const bad = arrivals(r, "rejected");
      expect(bad.length).toBeGreaterThan(5);
      const cited = records(r, "event").filter(({ pdu }) =>
        String((pdu as Pdu).content.body).startsWith("and so"),
      );
      expect(cited.length).toBeGreaterThan(1);
    },
  ],
  [
    "soft-fail-probing user=@u6:hs6 room=room1",
    (r) => {
      expect(arrivals(r, "soft-failed").length).toBeGreaterThan(5);
    },
    banned,
  ],
  [
    "power-spam user=@u1:hs1 room=room1 everyMs=2s",
    (r) => {
      expect(
        pdus(r, 0).filter(({ type }) => type === "m.room.power_levels").length,
      ).toBeGreaterThan(10);
      held(r);
    },
  ],
  [
    "replay servers=hs1 everyMs=2s",
    (r) => {
      expect(count(r, "delivered", { from: 0, request: "send" })).toBeGreaterThan(
        1.5 * count(quiet, "delivered", { from: 0, request: "send" }),
      );
      held(r);
    },
  ],
];
