// Clocks that are wrong: what a server puts into origin_server_ts, which breaks ties in the order of
// power events. Virtual time itself goes on as ever, and so do timers.
import { Type } from "typebox";
import { faultRule, Ms, optional, Servers, type Begun, type Scene } from "../fault-rule.ts";
import { naming, serversOf } from "../where.ts";

const SignedMs = Type.Integer({ minimum: -(2 ** 45), maximum: 2 ** 45 });

/** Bends the clocks of some servers; `offset` is told how long the fault has been on. */
function bend(
  scene: Scene,
  words: readonly string[],
  what: string,
  offset: (sinceMs: number) => number,
): Begun {
  const servers = serversOf(scene, words);
  const startMs = scene.world.now();
  const ends = servers.map((server) =>
    scene.world.bendClock(server, (nowMs) => offset(nowMs - startMs)),
  );
  const end = () => ends.forEach((each) => each());
  return { what: `${naming(scene, servers)}: ${what}`, servers, end };
}

export const clockOffset = faultRule({
  name: "clock-offset",
  family: "clock",
  about: "A clock is ahead or behind by a constant; at the end it jumps back.",
  example: "byMs=-10m servers=alpha.test",
  fields: { byMs: SignedMs, servers: Servers },
  begin: (scene, { byMs, servers }) => bend(scene, servers, `clock off by ${byMs} ms`, () => byMs),
});

export const clockDrift = faultRule({
  name: "clock-drift",
  family: "clock",
  about: "A clock runs too fast or too slow, by parts in a million.",
  example: "ppm=200000 servers=alpha.test",
  fields: { ppm: Type.Integer({ minimum: -999_999, maximum: 1_000_000_000 }), servers: Servers },
  begin: (scene, { ppm, servers }) =>
    bend(scene, servers, `clock drifts by ${ppm} ppm`, (ms) => Math.trunc((ms * ppm) / 1_000_000)),
});

export const clockPeriodic = faultRule({
  name: "clock-periodic",
  family: "clock",
  about: "A clock swings between ahead and behind, in a triangle.",
  example: "byMs=30s periodMs=2m servers=alpha.test",
  fields: { byMs: Ms, periodMs: Type.Integer({ minimum: 4, maximum: 2 ** 40 }), servers: Servers },
  begin: (scene, { byMs, periodMs, servers }) =>
    bend(scene, servers, `clock swings by ±${byMs} ms every ${periodMs} ms`, (ms) => {
      const place = (ms + Math.floor(periodMs / 4)) % periodMs;
      const rising = Math.min(place, periodMs - place) * 2;
      return Math.trunc((byMs * (2 * rising - periodMs)) / periodMs);
    }),
});

export const clockStep = faultRule({
  name: "clock-step",
  family: "clock",
  about: "A clock is set forward (or back) again and again, and never put right.",
  example: "byMs=1s everyMs=10s servers=alpha.test",
  fields: {
    byMs: SignedMs,
    everyMs: Type.Integer({ minimum: 1, maximum: 2 ** 40 }),
    servers: Servers,
  },
  begin: (scene, { byMs, everyMs, servers }) =>
    bend(
      scene,
      servers,
      `clock is set by ${byMs} ms every ${everyMs} ms`,
      (ms) => Math.floor(ms / everyMs) * byMs,
    ),
});

export const clockJump = faultRule({
  name: "clock-jump",
  family: "clock",
  about: "A clock jumps once, back or forth, and stays there for good.",
  example: "byMs=-1h servers=alpha.test",
  momentary: true,
  fields: { byMs: SignedMs, servers: Servers },
  begin(scene, { byMs, servers }) {
    const { end: _never, ...begun } = bend(scene, servers, `clock jumps ${byMs} ms`, () => byMs);
    return begun;
  },
});

export const timestampSpoof = faultRule({
  name: "timestamp-spoof",
  family: "clock",
  about: "A server writes one and the same chosen time into all its events.",
  example: "tsMs=0 servers=alpha.test",
  fields: { tsMs: optional(Type.Integer({ minimum: 0, maximum: 2 ** 53 - 1 })), servers: Servers },
  begin(scene, { tsMs = 0, servers: words }) {
    const servers = serversOf(scene, words);
    // Whatever else is wrong with the clock, this is what it shows.
    const ends = servers.map((server) => scene.world.open.stoppedClocks.add(server, tsMs));
    const end = () => ends.forEach((each) => each());
    const what = `${naming(scene, servers)}: origin_server_ts is always ${tsMs}`;
    return { what, servers, end };
  },
});
