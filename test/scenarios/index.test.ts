import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { scenarios } from "../../scenarios/index.ts";
import { generate, isRegression, readPlan, run, failuresOf } from "../../sim/index.ts";
import type { Outcome, Plan } from "../../sim/index.ts";
import { roomVersions as knownVersions } from "../../sim/protocol/room-version.ts";
import { referee } from "../reference/index.ts";
import { roomVersions } from "./told.ts";

const names = [...scenarios.keys()];
const seeds = ["1", "2", "3", "4", "5"];

/** Stories whose number of servers is open are told with few here. */
const fewServers = 20;

function planFor(name: string, seed: string, roomVersion?: string): Plan {
  const story = scenarios.get(name);
  if (story === undefined) throw new Error(name);
  const servers = typeof story.servers === "number" ? { servers: fewServers } : {};
  const version = roomVersion === undefined ? {} : { roomVersion };
  return generate(story, { seed, ...servers, ...version });
}

/** Stories that are told for their bad end, whatever the room version. */
const broken = new Set([
  "half-a-state",
  "flat-depth",
  "banned-in-the-dark",
  "unusable-room",
  "second-join",
  "leaked-extremity",
  "drifting-clients",
]);

/** Every story ends well but those that are told for their end; what is drawn may end in any way. */
function expected(name: string, roomVersion: string): Outcome | undefined {
  if (name === "swarm") return undefined;
  if (broken.has(name)) return "broken";
  if (name === "back-in-the-room") return roomVersion === "1" ? "broken" : "held";
  // State resolution v1 lets the join stand.
  const notFirst = ["left-behind", "soft-failure-split", "ejected-users"].includes(name);
  if (notFirst && roomVersion !== "1") return "broken";
  // State resolution v1 has one dialect.
  if (name === "mixed-dialects") return roomVersion === "1" ? "held" : "broken";
  // Since version 11 redaction leaves the level that the story is about.
  if (name === "redacted-levels") return Number(roomVersion) <= 10 ? "broken" : "held";
  return name === "stale-state" && roomVersion !== "12" ? "broken" : "held";
}

/** False where one of a story's servers does not know the room version: gomatrixserverlib ends with 11. */
function canBeTold(name: string, roomVersion: string): boolean {
  return name !== "mixed-dialects" || !["12", "org.matrix.hydra.11"].includes(roomVersion);
}

test("every file of the folder is a scenario of the same name, listed once", () => {
  const files = readdirSync(new URL("../../scenarios", import.meta.url))
    .filter((file) => file.endsWith(".ts") && file !== "index.ts")
    .map((file) => file.slice(0, -".ts".length));
  expect(names.toSorted()).toEqual(files.toSorted());
});

describe.each(names)("%s", (name) => {
  test("says in a sentence or two what it is about", () => {
    const about = scenarios.get(name)?.about ?? "";
    expect(about.length).toBeGreaterThan(80);
    expect(about.length).toBeLessThan(240);
    expect(about.endsWith(".")).toBe(true);
  });

  test("its plan reads back from JSON", () => {
    const plan = planFor(name, "1");
    expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual({ ok: true, plan });
  });

  test.each(seeds)("at seed %s it ends as expected, every time in the same way", (seed) => {
    for (const version of roomVersions.filter((each) => canBeTold(name, each))) {
      const plan = planFor(name, seed, version);
      const first = run(plan, { referee });
      const again = run(plan, { referee });
      const forgetful = run(plan, { referee, remember: false });
      expect([first.outcome, undefined], `version ${version}`).toContain(expected(name, version));
      expect(again.hash, `version ${version}, again`).toBe(first.hash);
      expect(forgetful.hash, `version ${version}, without memory`).toBe(first.hash);
      if (first.outcome !== "held" || expected(name, version) === undefined) continue;
      for (const { check, result, detail } of first.verdicts) {
        expect(result, `version ${version}, ${check}: ${detail}`).toBe("held");
      }
    }
  });

  const others = [...knownVersions.keys()].filter((id) => !["10", "11", "12"].includes(id));
  test.each(others)("it ends so in version %s too", (version) => {
    if (!canBeTold(name, version)) {
      return expect(() => planFor(name, "1", version)).toThrow(`room version ${version}`);
    }
    const { outcome, verdicts } = run(planFor(name, "1", version), { referee });
    const isLike = version === "org.matrix.hydra.11" ? "12" : version;
    const details = verdicts.map(({ check, detail }) => `${check}: ${detail}`);
    expect([outcome, undefined], details.join("\n")).toContain(expected(name, isLike));
  });

  test("another seed is another run", () => {
    const hashes = seeds.map((seed) => run(planFor(name, seed)).hash);
    expect(new Set(hashes).size).toBe(seeds.length);
  });
});

test("stories of the policy `synapse` end alike by `synapse-to-the-letter`: what it is spared decides none", () => {
  const end = (plan: Plan) => {
    const { outcome, verdicts } = run(plan, { referee });
    return [
      outcome,
      verdicts.filter(({ result }) => result === "broken").map(({ check }) => check),
    ];
  };
  for (const [name, { policy = "synapse" }] of scenarios) {
    if (policy !== "synapse" || name === "swarm" || name === "one-big-room") continue;
    const plan = planFor(name, "1");
    const servers = plan.servers.map((server) =>
      (server.policy ?? "synapse") === "synapse"
        ? { ...server, policy: "synapse-to-the-letter" }
        : server,
    );
    expect([name, ...end({ ...plan, servers })]).toEqual([name, ...end(plan)]);
  }
});

describe("kept failures (scenarios/regressions/)", () => {
  const folder = new URL("../../scenarios/regressions/", import.meta.url);
  const files = readdirSync(folder);

  test.each(files)("%s fails as it did, or holds if it is said to be mended", (file) => {
    const kept: unknown = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    if (!isRegression(kept)) throw new Error(`${file} is no regression; see sim/run/shrink/`);
    expect(readPlan(kept.plan)).toMatchObject({ ok: true });
    const failures = failuresOf(run(kept.plan, { referee }));
    const { signature, known } = kept;
    if (signature === null) return expect(failures).toEqual([]);
    const same = failures.find((failure) => failure.signature === signature);
    expect(same).toBeDefined();
    if (known !== undefined) expect(same?.known).toBe(known);
  });

  test("there are some", () => expect(files.length).toBeGreaterThan(0));
});
