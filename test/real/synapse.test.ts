// Real Synapses: they start, federate, tell what they use, and are gone afterwards, whatever ends
// the process that started them.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import {
  queryPostgres,
  type PostgresAddress,
  type PostgresMark,
} from "../../sim/bridge/postgres/index.ts";
import { isAlive } from "../../sim/bridge/process-life.ts";
import { sampleServer } from "../../sim/bridge/server-sampler.ts";
import {
  callJson,
  exportRoom,
  processesOf,
  readState,
  startSynapses,
  type RunState,
  type Synapses,
} from "../../sim/bridge/synapse/index.ts";
import { until } from "./until.ts";

let synapses: Synapses;
beforeAll(async () => {
  synapses = await startSynapses({ count: 2, accounts: 1, roomVersion: "11" });
});
afterAll(() => synapses?.stop());

test("a message crosses from one to the other, and both count it", async () => {
  const [here, there] = synapses.servers;
  const [alice, bob] = [here.accounts[0], there.accounts[0]];
  const { room_id: room } = await callJson({
    ...{ url: here.url, token: alice.token, method: "POST" },
    ...{ path: "/_matrix/client/v3/createRoom", body: { preset: "public_chat" } },
  });
  const id = encodeURIComponent(String(room));
  await callJson({
    ...{ url: there.url, token: bob.token, method: "POST", body: {} },
    path: `/_matrix/client/v3/join/${id}?server_name=${encodeURIComponent(here.name)}`,
  });
  const { event_id: sent } = await callJson({
    ...{ url: here.url, token: alice.token, method: "PUT" },
    path: `/_matrix/client/v3/rooms/${id}/send/m.room.message/1`,
    body: { msgtype: "m.text", body: "hello" },
  });
  const path = `/_matrix/client/v3/rooms/${id}/event/${encodeURIComponent(String(sent))}`;
  const seen = await until("the message at the other Synapse", () =>
    callJson({ url: there.url, token: bob.token, path }).catch(() => undefined),
  );
  expect(seen).toMatchObject({ sender: alice.userId, content: { body: "hello" } });
  const samples = await Promise.all(
    [here, there].map(({ url, process: { pid } }) => sampleServer({ url, pid })),
  );
  for (const { persistedEvents, cpuMs, memoryBytes } of samples) {
    expect(persistedEvents).toBeGreaterThan(5);
    expect(cpuMs).toBeGreaterThan(100);
    expect(memoryBytes).toBeGreaterThan(50_000_000);
  }
  expect(samples[1].receivedPdus).toBeGreaterThanOrEqual(1);
});

test("a configuration that is wrong is told in Synapse's own words, and nothing stays", async () => {
  const above = mkdtempSync(join(tmpdir(), "rashomon-test-"));
  onTestFinished(() => rmSync(above, { recursive: true, force: true }));
  const folder = join(above, "synapse");
  const wrong = startSynapses({ folder, config: "listeners: 7\n" });
  await expect(wrong).rejects.toThrow(/Synapse ended at once: .*listeners/);
  expect(existsSync(folder)).toBe(false);
});

test("on a PostgreSQL of its own a Synapse keeps its rooms there, and nothing of either stays", async () => {
  const own = await startSynapses({ accounts: 1, postgres: true });
  onTestFinished(() => own.stop());
  const [{ url, accounts, folder, postgres }] = own.servers;
  const { room_id: room } = await callJson({
    ...{ url, token: accounts[0].token, method: "POST", body: { name: "Rows" } },
    path: "/_matrix/client/v3/createRoom",
  });
  const { lines } = await exportRoom(own.servers[0], String(room));
  expect(lines.filter((line) => line.includes('"type":"m.room.name"'))).toHaveLength(1);
  expect(existsSync(join(folder, "homeserver.db"))).toBe(false);
  const database = readState(own.folder)?.database as PostgresMark;
  expect(isAlive(database.process)).toBe(true);
  await own.stop();
  expect([isAlive(database.process), existsSync(own.folder)]).toEqual([false, false]);
  await expect(queryPostgres(postgres as PostgresAddress, "SELECT 1")).rejects.toThrow("refused");
});

test("all end with a process that is killed, and the next start removes their folder", async () => {
  const script = `import { startSynapses } from "./sim/bridge/synapse/index.ts";
    const { folder } = await startSynapses({ postgres: true });
    console.log(folder);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await child.stdout.take(1).toArray()) as Buffer[];
  const folder = line.toString().trim();
  const marks = processesOf(readState(folder) as RunState);
  expect(marks).toHaveLength(2);
  child.kill("SIGKILL");
  await until("the end of all that was started", () => !marks.some(isAlive));
  expect(existsSync(join(folder, "state.json"))).toBe(true);
  const { stop } = await startSynapses();
  expect(existsSync(folder)).toBe(false);
  await stop();
});
