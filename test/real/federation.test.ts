// Load from the federation's side on a real Synapse: signed transactions from ten origins, live and
// by k6, a flood that loses events, fan-out with an outage, and simulated rooms told at a rate.
import { gunzipSync } from "node:zlib";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import {
  measureFanOut,
  openTarget,
  runSignedLoad,
  signedLoadDefaults,
  verifyRoom,
  type FederationTarget,
  type SignedLoadPlan,
} from "../../loadtest/federation/index.ts";
import { scenarios } from "../../scenarios/index.ts";
import { sampleServer } from "../../sim/bridge/server-sampler.ts";
import {
  exportRoom,
  startSynapses,
  type ReadySynapse,
  type Synapses,
} from "../../sim/bridge/synapse/index.ts";
import { importRoom } from "../../sim/import/index.ts";
import { RoomStates } from "../../sim/protocol/room-states.ts";
import { RoomGraph } from "../../sim/protocol/room-graph.ts";
import { simulate } from "../../sim/cli/federation/federation-verify.ts";
import { generate, type Scenario } from "../../sim/run/index.ts";
import { readTrace } from "../../sim/trace/index.ts";
import { buildModel, currentAt } from "../../viz/model/index.ts";
import { call, temporaryFolder } from "../sim/cli/call.ts";
import { createRoom, joinRoom, say, stateIds, userOf } from "./clients.ts";
import { until } from "./until.ts";

let synapses: Synapses;
let target: FederationTarget;
const hs0 = () => synapses.servers[0];

beforeAll(async () => {
  synapses = await startSynapses({ count: 2, accounts: 1 });
  const [{ url, registrationSecret, process }] = synapses.servers;
  target = await openTarget(url, {
    accounts: { kind: "shared secret", secret: registrationSecret },
    pid: process.pid,
  });
});
afterAll(() => synapses?.stop());

const load = (change: Partial<SignedLoadPlan>) =>
  runSignedLoad(target, {
    ...{ ...signedLoadDefaults, origins: 10, rooms: 10, manners: new Map() },
    ...{ rate: 10, durationMs: 5_000, drainMs: 200_000, ...change },
  });

test.each(["11", "12"])(
  "ten origins send into rooms of version %s; all becomes visible",
  async (v) => {
    const result = await load({ roomVersion: v, pdus: 5, edus: 2 });
    expect(result.end).toEqual({ how: "whole", why: "" });
    expect(result.transactions).toMatchObject({ due: 10, answered: 10, unsent: 0 });
    expect(result.pdus).toMatchObject({
      sent: 50,
      accepted: 50,
      visible: 50,
      holes: 0,
      refused: {},
    });
    // The target's own count agrees, whatever a user was shown.
    expect(result.pdus.persisted).toBe(50);
    expect(result.visible.count).toBe(50);
  },
);

test("k6 sends what was signed before, and the same becomes of it", async () => {
  const result = await load({ driver: "k6", signing: "before", roomVersion: "12" });
  expect(result.transactions).toMatchObject({ due: 50, answered: 50, unsent: 0 });
  expect(result.pdus).toMatchObject({ sent: 50, accepted: 50, visible: 50, holes: 0 });
  expect(result.answer.count).toBe(50);
});

test("a flood into one room is accepted in full and persisted with holes, and both are told", async () => {
  // All is signed before and due at once: what Synapse accepts waits for Synapse alone, however busy
  // the machine is.
  const flood = { origins: 3, rooms: 1, roomVersion: "11", rate: 3_000, durationMs: 200 };
  const at = { pdus: 50, outstandingMax: undefined, signing: "before" } as const;
  const result = await load({ ...flood, ...at });
  const { sent, accepted, visible, holes, pruned } = result.pdus;
  expect([sent, accepted]).toEqual([600, 600]);
  expect(pruned).toBeGreaterThan(0);
  expect(holes).toBeGreaterThan(0);
  expect(visible + holes).toBe(600);
});

test("flow control keeps the same load whole", async () => {
  const gentle = { origins: 1, rooms: 1, roomVersion: "11", rate: 300, durationMs: 500 };
  const result = await load({ ...gentle, pdus: 25, outstandingMax: 60 });
  expect(result.pdus).toMatchObject({ sent: 150, visible: 150, holes: 0, pruned: 0 });
  expect(result.pdus.outstandingMax).toBeLessThanOrEqual(60);
});

test("fan-out is measured, and who was away catches up", async () => {
  const plan = { origins: 10, roomVersion: "12", rate: 2, phaseMs: 3_000, away: 3 };
  // One of them is dead from when all have joined: who was never there could not have.
  const manners = new Map([[0, "slow"] as const, [1, "dead"] as const]);
  const result = await measureFanOut(target, { ...plan, catchUpMs: 200_000, seed: "1", manners });
  const [steady, outage] = result.phases;
  expect(steady).toMatchObject({ name: "steady", origins: 8, incomplete: 0 });
  expect(outage).toMatchObject({ name: "outage", origins: 5, incomplete: 0 });
  expect([steady.all.count, outage.all.count]).toEqual([6, 6]);
  expect(steady.pdusPerTransactionMean).toBeGreaterThanOrEqual(1);
  expect(steady.targetCpuMsPerMessage).toBeGreaterThan(0);
  expect(result.catchUp.missing).toBe(18);
  expect(result.catchUp.wholeMs).toBeGreaterThan(0);
  const [slow, dead] = result.misbehaved ?? [];
  expect(slow).toMatchObject({ origin: 0, manner: "slow", reset: 0, late: slow.asked });
  expect(dead).toMatchObject({ origin: 1, manner: "dead", late: 0, reset: dead.asked, got: 0 });
  expect(Math.min(slow.asked, slow.got, dead.asked)).toBeGreaterThan(0);
});

const told = async (name: string, roomVersion: string) =>
  simulate(generate(scenarios.get(name) as Scenario, { seed: "1", roomVersion }));

test.each([
  ["netsplit-ban", "10"],
  ["netsplit-ban", "11"],
  ["netsplit-ban", "12"],
  ["power-duel", "11"],
  ["join-rule-race", "12"],
  // Synapse asks the policy server, which is an origin, and checks its signatures.
  ["policy-server", "10"],
])("%s in version %s ends in the same state on Synapse as here", async (name, version) => {
  const room = await told(name, version);
  const result = await verifyRoom(target, { room, rate: 30 }, { settleMs: 200_000 });
  expect(result.differences).toEqual([]);
  expect(result).toMatchObject({ equal: true, events: { refused: {} }, forks: { differing: [] } });
  // Not only the end is compared: Synapse tells the state before every event where branches meet.
  expect(result.forks!.told).toBeGreaterThan(2);
});

test("a story told to Synapse leaves a trace that shows what was seen there", async () => {
  const { code, texts, trace } = await shown(["verify", "netsplit-ban", "--rate", "20"], hs0());
  expect(code).toBe(0);
  const records = readTrace(trace);
  if (!records.ok) throw new Error(records.problem.message);
  const model = buildModel(records.records);
  expect(model.troubles).toEqual([]);
  const synapse = model.meta.servers.length - 1;
  expect(model.meta.servers[synapse].name).toBe(target.name);
  expect(currentAt(model, synapse, model.endMs, 0)).toBe(currentAt(model, 0, model.endMs, 0));
  const seen = model.events.filter(({ index, server }) => {
    const verdict = model.arrivals.verdictAt(synapse, index, model.endMs);
    return server !== synapse && verdict === "accepted";
  });
  expect(seen.length).toBeGreaterThan(5);
  expect(JSON.parse(texts[1])).toMatchObject({ trace: expect.stringContaining(".ndjson.gz") });
});

test("a state event that is kept from Synapse is found missing there", async () => {
  const room = await told("netsplit-ban", "11");
  // The last topic: nothing of the story stands on it, but for messages.
  const ban = room.events.find(({ pdu }) => pdu.content.membership === "ban")!;
  const late = room.events.filter(({ id }) => id !== ban.id && standsOn(room, id, ban.id));
  const withhold = new Set([ban.id, ...late.map(({ id }) => id)]);
  const result = await verifyRoom(target, { room, rate: 50 }, { withhold, settleMs: 5_000 });
  expect(result.equal).toBe(false);
  expect(result.differences).toContainEqual(
    expect.objectContaining({
      ...{ type: "m.room.member", stateKey: ban.pdu.state_key },
      ours: expect.objectContaining({ id: ban.id, ourVerdict: "accepted", theirFate: "not held" }),
    }),
  );
});

/** Does an event have another in its past? */
function standsOn(room: Awaited<ReturnType<typeof told>>, id: string, on: string): boolean {
  const event = room.events.find((other) => other.id === id);
  return (
    event?.pdu.prev_events.some((prev) => prev === on || standsOn(room, String(prev), on)) ?? false
  );
}

test("a room that Synapse holds is exported, and resolves to Synapse's state", async () => {
  const [here, there] = synapses.servers;
  const id = await createRoom(userOf(here), "12");
  await joinRoom(userOf(there), id, here.name);
  await Promise.all([say(userOf(here), id, "one"), say(userOf(there), id, "two")]);
  const expected = await stateIds(userOf(here), id);
  const { lines } = await exportRoom(here, id);
  const read = importRoom(`${lines.join("\n")}\n`, { fileName: "room.ndjson" });
  if (!read.ok) throw new Error(read.problem.message);
  const graph = RoomGraph.of(read.room.version, read.room.events);
  const cited = new Set<number>();
  for (let event = 0; event < graph.count; event++) {
    for (const prev of graph.prevs(event)) cited.add(prev);
  }
  const tips = Array.from({ length: graph.count }, (_, n) => n).filter((n) => !cited.has(n));
  const resolution = new RoomStates(graph, { dialect: "synapse" }).resolutionAfter(tips)!;
  expect(graph.stateIds(resolution.output).sort()).toEqual(expected);
});

/** The last lines of what a run of the program shows, and the files that it wrote. */
async function shown(verb: readonly string[], hs: ReadySynapse) {
  const folder = temporaryFolder();
  const out = join(folder, "report");
  const secret = join(hs.folder, "registration-secret");
  const at = ["--target", hs.url, "--registration-secret", secret, "--out", out];
  const ended = await call(["federation", ...verb, ...at]);
  if (!existsSync(out)) throw new Error(`${verb.join(" ")}: ${ended.err}`);
  const files = ["report.html", "report.json", "junit.xml"].map((name) => join(out, name));
  const zipped = join(out, "trace.ndjson.gz");
  const trace = existsSync(zipped) ? gunzipSync(readFileSync(zipped)).toString("utf8") : "";
  return { ...ended, trace, texts: files.map((file) => readFileSync(file, "utf8")) };
}

test("what is written holds no secret; a target that dies in mid-run ends all with a part of a report", async () => {
  const doomed = await startSynapses({ count: 1, accounts: 1 });
  onTestFinished(() => doomed.stop());
  const [hs] = doomed.servers;
  const secret = hs.registrationSecret;
  const few = ["--origins", "2", "--duration", "20m"];
  const running = [
    shown(["send", ...few, "--rate", "10"], hs),
    shown(["send", ...few, "--rate", "10", "--driver", "k6"], hs),
    shown(["fan-out", ...few, "--away", "0", "--rate", "5"], hs),
    shown(["verify", "netsplit-ban", "--rate", "0.1"], hs),
  ];
  // All four are under way when two of them have sent so much.
  const received = async () => (await sampleServer({ url: hs.url })).receivedPdus ?? 0;
  await until("300 PDUs at the target", async () => (await received()) > 300);
  process.kill(hs.process.pid, "SIGKILL");
  for (const { code, out, texts, trace } of await Promise.all(running)) {
    expect(out).toContain("The target is lost: it gave no answer any more");
    expect([code, out]).toEqual([3, expect.stringContaining("! NOT     the run was whole")]);
    const [page, json, junit] = texts;
    expect(page).toContain("incomplete");
    expect(junit).toContain('errors="1"');
    expect(JSON.parse(json)).toMatchObject({ outcome: "incomplete", end: { how: "target lost" } });
    for (const text of [...texts, trace, out]) {
      expect(text).not.toContain(secret);
      expect(text).not.toMatch(/syt_\w/);
    }
  }
});
