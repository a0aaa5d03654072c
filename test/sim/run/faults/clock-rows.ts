// Wrong clocks: what each must do to the talk.
import { expect } from "vitest";
import { records } from "../stories.ts";
import { eventsBy, fromMs, held, pdus, type Row, type Pdu } from "./talk.ts";

export const clockRows: Row[] = [
  [
    "clock-offset byMs=1h servers=hs1",
    (r) => {
      for (const { pdu, atMs } of eventsBy(r, 0))
        expect((pdu as Pdu).origin_server_ts - atMs).toBe(1_704_067_200_000 + 3_600_000);
      held(r);
    },
  ],
  [
    "clock-drift ppm=500000 servers=hs1",
    (r) => {
      const late = eventsBy(r, 0).at(-1)!;
      expect((late.pdu as Pdu).origin_server_ts - late.atMs - 1_704_067_200_000).toBe(
        (late.atMs - fromMs) / 2,
      );
      held(r);
    },
  ],
  [
    "clock-periodic byMs=30s periodMs=20s servers=hs1",
    (r) => {
      const off = eventsBy(r, 0).map(
        ({ pdu, atMs }) => (pdu as Pdu).origin_server_ts - atMs - 1_704_067_200_000,
      );
      expect(Math.max(...off)).toBeGreaterThan(15_000);
      expect(Math.min(...off)).toBeLessThan(-15_000);
      held(r);
    },
  ],
  [
    "clock-step byMs=1s everyMs=10s servers=hs1",
    (r) => {
      const off = eventsBy(r, 0).map(
        ({ pdu, atMs }) => (pdu as Pdu).origin_server_ts - atMs - 1_704_067_200_000,
      );
      expect(new Set(off)).toEqual(new Set([0, 1000, 2000, 3000]));
      held(r);
    },
  ],
  [
    "clock-jump byMs=-1h servers=hs1",
    (r) => {
      const last = records(r, "event")
        .filter(({ server }) => server === 0)
        .at(-1)!;
      expect((last.pdu as Pdu).origin_server_ts - last.atMs - 1_704_067_200_000).toBe(-3_600_000);
      held(r);
    },
  ],
  [
    "timestamp-spoof tsMs=42 servers=hs1",
    (r) => {
      for (const { origin_server_ts } of pdus(r, 0)) expect(origin_server_ts).toBe(42);
      held(r);
    },
  ],
];
