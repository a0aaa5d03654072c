// Plans as JSON: what is read, and what is refused where and why.
import { expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { generate, readPlan, run } from "../../../../sim/run/index.ts";
import { cast, tell } from "../stories.ts";

const story = scenarios.get("netsplit-ban");
if (story === undefined) throw new Error("the flagship is gone");
const plan = generate(story, { seed: "7" });

test("a plan is read back from JSON as it was, and runs the same", () => {
  const reading = readPlan(JSON.parse(JSON.stringify(plan)));
  expect(reading).toEqual({ ok: true, plan });
  if (reading.ok) expect(run(reading.plan).hash).toBe(run(plan).hash);
});

/** A plan after somebody has written a value to a place; `undefined` takes the place out. */
function edited(where: string, value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(plan));
  const path = where.split("/").slice(1);
  const last = path.pop() as string;
  let at = copy as Record<string, unknown>;
  for (const name of path) at = at[name] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

const say = plan.steps.findIndex((step) => "user" in step);
const cut = plan.steps.findIndex((step) => "fault" in step);

const mistakes: readonly [edit: string, value: unknown, where: string, message: RegExp][] = [
  ["/format", "rashomon-plan/9", "/format", /must be rashomon-plan\/1/],
  ["/seed", 7, "/seed", /must be string/],
  ["/seed", undefined, "/", /lacks seed/],
  ["/sed", "7", "/sed", /not known here; known are .*seed/],
  ["/servers", [], "/servers", /fewer than 1/],
  ["/servers/1/name", "alpha.test", "/servers/1", /second server is called alpha.test; rename/],
  ["/servers/1/name", "no name", "/servers/1", /no server name such as alpha.test/],
  ["/servers/1/policy", "conduit", "/servers/1", /no policy conduit; known are synapse, .*minimal/],
  ["/servers/1/dialect", "x", "/servers/1", /no dialect x; known are .*spec/],
  ["/servers/1/clock", 5, "/servers/1/clock", /not known here; known are .*clockOffsetMs/],
  ["/network/delay", { kind: "gauss" }, "/network/delay/kind", /one of constant, uniform, table/],
  ["/network/delay", { kind: "uniform", minMs: 1 }, "/network/delay", /lacks maxMs/],
  ["/network/delay", { kind: "uniform", minMs: 9, maxMs: 1 }, "/network", /minMs 9 is greater/],
  ["/network/loss", { numerator: 3, denominator: 2 }, "/network", /loss/],
  ["/network/links", [{}], "/network/links/0", /lacks from, to, delay/],
  ["/rooms/0/version", "99", "/rooms/0", /room version 99 is unknown; known are 1 to 12/],
  ["/rooms/0/creator", "alice", "/rooms/0/creator", /must be a user ID such as @ada:alpha.test/],
  ["/rooms/0/creator", "@a:z.test", "/rooms/0", /on no server of the plan; it has alpha.test/],
  ["/rooms/0/members/0", "@a:z.test", "/rooms/0", /@a:z.test is on no server of the plan/],
  ["/rooms/0/powers", { alice: 50 }, "/rooms/0/powers", /alice is no user ID/],
  ["/rooms/1", { ...plan.rooms[0] }, "/rooms/1", /second room is called room1; rename/],
  [`/steps/${say}/atMs`, "soon", `/steps/${say}/atMs`, /must be integer/],
  [`/steps/${say}/atMs`, undefined, `/steps/${say}`, /lacks atMs/],
  [`/steps/${say}/id`, plan.steps[say + 1].id, `/steps/${say + 1}`, /second step has the id/],
  [`/steps/${say}/user`, "@a:z.test", `/steps/${say}`, /@a:z.test is on no server/],
  [`/steps/${say}/room`, "den", `/steps/${say}`, /no room den; the plan has room1/],
  [`/steps/${say}/action/kind`, "shout", `/steps/${say}/action/kind`, /one of message, topic/],
  [`/steps/${say}/action/body`, undefined, `/steps/${say}/action`, /lacks body/],
  [`/steps/${say}/action/text`, "hi", `/steps/${say}/action/text`, /not known here/],
  [
    ...([`/steps/${say}/action`, { kind: "join", via: "z.test" }] as const),
    ...([`/steps/${say}`, /no server z.test; the plan has alpha.test/] as const),
  ],
  [`/steps/${cut}/fault/verb`, "explode", `/steps/${cut}/fault/verb`, /one of partition, heal/],
  [`/steps/${cut}/fault/oneway`, true, `/steps/${cut}/fault/oneway`, /known are .*oneWay/],
  [`/steps/${cut}/fault/groups`, [["z.test"]], `/steps/${cut}`, /no server z.test/],
  [`/steps/${cut}/fault/groups`, undefined, `/steps/${cut}`, /either groups of servers or links/],
  [
    ...([`/steps/${cut}/fault/groups`, [["alpha.test"], ["alpha.test"]]] as const),
    ...([`/steps/${cut}`, /alpha.test is in the groups twice/] as const),
  ],
  [
    ...([`/steps/${cut}/fault`, { verb: "heal", id: "cut9" }] as const),
    ...([`/steps/${cut}`, /nothing to end is called cut9/] as const),
  ],
  [
    ...([
      `/steps/${cut}/fault`,
      { verb: "hold", id: "h", links: [["alpha.test", "alpha.test"]] },
    ] as const),
    ...([`/steps/${cut}`, /no link to itself/] as const),
  ],
  [`/steps/${cut}/fault`, { verb: "crash", server: "z" }, `/steps/${cut}`, /no server z/],
  [
    ...([`/steps/${cut}`, { id: 500, atMs: 1, fault: { verb: "partition", id: "cut1" } }] as const),
    ...([`/steps/${cut}`, /either groups/] as const),
  ],
  ["/checks", ["converge"], "/checks/0", /no check converge; known are all, every, converges/],
  ["/nudges", 11, "/nudges", /10/],
  ["/trace", "loud", "/trace", /one of full, events, summary/],
  ["/expect/0/when", { holds: "record" }, "/expect/0/when", /lacks kind/],
  ["/expect/0/when/holds", "states", "/expect/0/when/holds", /did you mean state\?/],
];

test.each(mistakes)(
  "a plan with another %s (%j) is refused at %s",
  (edit, value, where, message) => {
    const reading = readPlan(edited(edit, value));
    expect(reading).toMatchObject({ ok: false, where });
    expect(reading).toMatchObject({ message: expect.stringMatching(message) });
  },
);

test.each([null, 5, "plan", [], {}])("%j is no plan", (value) => {
  expect(readPlan(value)).toMatchObject({ ok: false, where: "/" });
});

test("steps may stand in any order", () => {
  // The time for joins ends with the earliest step, wherever it stands.
  const short = tell(
    (stage) => {
      const { ada, room } = cast(stage, { founding: "federated" });
      stage.after(0).do(ada.say(room, "one"));
      stage.after("90s").do(ada.say(room, "two"));
    },
    { setup: "500ms", delay: { kind: "constant", ms: 5 } },
  );
  const shuffled = { ...short, steps: short.steps.toReversed() };
  expect(readPlan(shuffled).ok).toBe(true);
  expect(run(shuffled).hash).toBe(run(short).hash);
  const joins = run(shuffled).records.filter(
    (record) => record.kind === "op" && record.action === "joins the room" && record.atMs < 500,
  );
  expect(joins).toHaveLength(2);
});
