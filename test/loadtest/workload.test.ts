import { describe, expect, test } from "vitest";
import { TextAnswer } from "../../loadtest/journeys/answer.ts";
import { noAnswer } from "../../loadtest/journeys/step.ts";
import { requestsOf } from "./requests-of.ts";
import { journeyNames } from "../../loadtest/journeys/index.ts";
import { frequencies, isEven, usualMix } from "../../loadtest/mix.ts";
import { populate } from "../../loadtest/stage/populate.ts";
import { roomsByUser } from "../../loadtest/stage/furnish.ts";
import type { Stage } from "../../loadtest/stage/stage.ts";
import { Workload, workloadProblem } from "../../loadtest/workload.ts";

function stageOf(users: number): Stage {
  const { personas, rooms } = populate({ seed: "1", users });
  const lists = roomsByUser(users, rooms);
  return {
    ...{ format: "rashomon-stage-1", seed: "1", target: "http://t", serverName: "t" },
    features: ["sliding-sync"],
    users: personas.map((persona, n) => ({
      ...{ id: `@u${n}:t`, persona, rooms: lists[n], deviceId: "D", token: "t", password: "p" },
    })),
    rooms: rooms.map((room, n) => ({ ...room, id: `!r${n}:t` })),
  };
}

const stage = stageOf(100);
const shape = [{ name: "x", durationMs: 1_000, fromRate: 1, toRate: 1, measured: true }];
const plan = { stage, mix: usualMix, shape, seed: "1", runId: "r" };
const arrivals = (count: number) =>
  Array.from({ length: count }, (_unused, n) => new Workload(plan).arrival(n, () => 0));

describe("the workload", () => {
  test("in haste makes the same requests, with pauses that are shorter by the factor", () => {
    const stepsOf = (haste?: number) => {
      const workload = new Workload({ ...plan, mix: { chat: 1 }, ...(haste && { haste }) });
      const steps = workload.stepsOf(workload.arrival(3, () => 0));
      const answer = new TextAnswer({ status: 200, ok: true, text: "{}" });
      const list = [];
      for (let step = steps.next(noAnswer); step.done !== true; step = steps.next(answer)) {
        list.push(step.value);
      }
      return list;
    };
    const [calm, hasty] = [stepsOf(), stepsOf(10)];
    expect(calm.flatMap(requestsOf)).toEqual(hasty.flatMap(requestsOf));
    expect(calm.flatMap(requestsOf).length).toBeGreaterThan(2);
    const pauses = (list: typeof calm) =>
      list.flatMap((step) => ("pauseMs" in step ? step.pauseMs : []));
    expect(pauses(calm).length).toBeGreaterThan(0);
    expect(pauses(hasty)).toEqual(pauses(calm).map((ms) => Math.round(ms / 10)));
  });

  test("makes journeys as often as the mix says", () => {
    const workload = new Workload(plan);
    const counts = new Map<string, number>();
    const [count, whole] = [20_000, Object.values(usualMix).reduce((a, b) => a + b, 0)];
    for (let n = 0; n < count; n++) {
      const { journey } = workload.arrival(n, () => 0);
      counts.set(journey, (counts.get(journey) ?? 0) + 1);
    }
    for (const name of journeyNames) {
      const wanted = (count * (usualMix[name] ?? 0)) / whole;
      expect(Math.abs((counts.get(name) ?? 0) - wanted)).toBeLessThan(4 * Math.sqrt(wanted) + 1);
    }
  });

  test("takes journeys in turn, so that a short load misses none", () => {
    const even = Object.fromEntries(journeyNames.map((name) => [name, 1]));
    const workload = new Workload({ ...plan, mix: even, inTurn: true });
    const count = journeyNames.length;
    const made = Array.from({ length: 2 * count }, (_unused, n) => workload.arrival(n, () => 0));
    const names = made.map(({ journey }) => journey);
    expect(names).toEqual([...journeyNames, ...journeyNames]);
    // Who makes them is chance as ever.
    expect(new Set(made.map(({ scene }) => scene.user)).size).toBeGreaterThan(5);
  });

  test("chooses users who can do it", () => {
    const [big] = stage.rooms;
    for (const { journey, scene } of arrivals(300)) {
      const { rooms } = stage.users[scene.user];
      if (journey === "join-big-room") expect(big.members).not.toContain(scene.user);
      if (journey === "encrypted-chat") {
        expect(rooms.some((room) => stage.rooms[room].kind === "encrypted")).toBe(true);
      }
    }
  });

  test("lets talkers talk: personas shape who acts", () => {
    const workload = new Workload({ ...plan, mix: { chat: 1 } });
    const acts = { reader: 0, talker: 0, organiser: 0 };
    for (let n = 0; n < 5_000; n++) {
      const { persona } = stage.users[workload.arrival(n, () => 0).scene.user];
      acts[persona as keyof typeof acts]++;
    }
    const each = (name: keyof typeof acts) =>
      acts[name] / stage.users.filter(({ persona }) => persona === name).length;
    expect(each("talker") / each("reader")).toBeGreaterThan(5);
  });

  test("leaves out what the server lacks, and says so where nothing is left", () => {
    const lacking = { ...plan, stage: { ...stage, features: [] }, mix: { "sliding-sync": 1 } };
    expect(workloadProblem(lacking)).toContain("none of the journeys sliding-sync can be made");
    expect(() => new Workload(lacking)).toThrow(RangeError);
    expect(workloadProblem(plan)).toBeUndefined();
  });
});

test("a mix is even where all that happens does so equally often", () => {
  expect(isEven({ chat: 3, media: 3, presence: 0 })).toBe(true);
  expect(isEven({ chat: 3, media: 1 })).toBe(false);
});

test("every number of the mix has its source", () => {
  for (const name of journeyNames) expect(frequencies[name].source.length).toBeGreaterThan(20);
});
