// Faults that cannot be begun are refused before the run, with what there is instead.
import { expect, test } from "vitest";
import { readPlan, type PlanRule } from "../../../../sim/run/index.ts";
import { cast, tell } from "../stories.ts";

interface More {
  readonly forMs?: number;
  readonly healMs?: number;
  /** Of all rooms. */
  readonly version?: string;
}

function problemOf(rule: object, more: More = {}) {
  const plan = tell((stage) => void stage.after("1s").do(cast(stage).ada.say("room1", "hi")));
  const { healMs, version, ...length } = more;
  const step = { id: 99, atMs: 20_000, rule: rule as PlanRule, ...length };
  const rooms = plan.rooms.map((room) => ({ ...room, version: version ?? room.version }));
  const changed = { ...plan, rooms, ...(healMs === undefined ? {} : { healMs }) };
  const reading = readPlan({ ...changed, steps: [...plan.steps, step] });
  return reading.ok ? "fine" : `${reading.where}: ${reading.message}`;
}

test.each<[object, RegExp, More?]>([
  [{ name: "isolate", servers: ["delta.test"] }, /no server delta\.test; the plan has alpha\.test/],
  [{ name: "isolate", servers: ["region:Oslo"] }, /no server of the plan has the region Oslo/],
  [{ name: "cut-off", servers: ["admins:lab"] }, /no room lab; the plan has room1/],
  [{ name: "isolate", count: 4 }, /4 servers are to be alone, but the plan has 3/],
  [{ name: "isolate", count: 2, servers: ["one"] }, /either servers or their count/],
  [{ name: "n-way", sides: 9 }, /9 sides need as many servers; the plan has 3/],
  [{ name: "by-region" }, /all servers of the plan are in one region/],
  [{ name: "by-implementation" }, /all servers of the plan behave alike/],
  [{ name: "crash", servers: ["one"] }, /crash needs a length/],
  [{ name: "clock-jump", byMs: 1, servers: ["one"] }, /over in a moment/, { forMs: 5 }],
  [
    { name: "isolate" },
    /is to last 1 min .*, but all faults end 10.000 s after/,
    { forMs: 60_000, healMs: 30_000 },
  ],
  [
    { name: "isolate", cutAtLeastMs: 20_000, openAtLeastMs: 15_000 },
    /is to be stable for 35.000 s each time, but lasts only 30.000 s/,
    { forMs: 30_000 },
  ],
  [
    { name: "isolate", cutAtLeastMs: 20_000 },
    /is to be stable for 20.000 s each time, but lasts only 10.000 s/,
    { healMs: 30_000 },
  ],
  [
    { name: "isolate", flapMs: 500, openAtLeastMs: 900 },
    /either in the rhythm of flapMs or by chance/,
  ],
  [{ name: "isolate", cutShare: { numerator: 3, denominator: 2 } }, /is more than all/],
  [{ name: "loss", share: { numerator: 3, denominator: 2 } }, /share is more than all/],
  [{ name: "power-spam", user: "@x:nowhere", room: "room1" }, /is on no server of the plan/],
  [
    { name: "upgrade", dialect: "gomatrixserverlib", servers: ["one"] },
    /does not know room version 12/,
    { version: "12" },
  ],
  [{ name: "isolat" }, /there is no "isolat"; did you mean isolate\?/],
])("%j", (rule, message, more) => {
  expect(problemOf(rule, more)).toMatch(message);
});

test("a fault that fits is fine", () => {
  expect(problemOf({ name: "isolate", count: 1 }, { forMs: 5000, healMs: 60_000 })).toBe("fine");
});
