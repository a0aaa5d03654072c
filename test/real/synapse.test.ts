// Real Synapses: they start, federate, tell what they use, and are gone afterwards, whatever ends
// the process that started them.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isAlive, type ProcessMark } from "../../sim/bridge/process-life.ts";
import { sampleServer } from "../../sim/bridge/server-sampler.ts";
import { callJson, startSynapses, type Synapses } from "../../sim/bridge/synapse/index.ts";
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
  const seen = await until(() =>
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
  const folder = join(mkdtempSync(join(tmpdir(), "rashomon-test-")), "synapse");
  const wrong = startSynapses({ folder, config: "listeners: 7\n" });
  await expect(wrong).rejects.toThrow(/Synapse ended at once: .*listeners/);
  expect(existsSync(folder)).toBe(false);
});

test("Synapses end with a process that is killed, and the next start removes their folder", async () => {
  const script = `import { startSynapses } from "./sim/bridge/synapse/index.ts";
    const { folder, servers } = await startSynapses();
    console.log(JSON.stringify({ folder, mark: servers[0].process }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await child.stdout.take(1).toArray()) as Buffer[];
  const { folder, mark } = JSON.parse(line.toString()) as { folder: string; mark: ProcessMark };
  expect(isAlive(mark)).toBe(true);
  child.kill("SIGKILL");
  await until(() => !isAlive(mark));
  expect(existsSync(join(folder, "state.json"))).toBe(true);
  const { stop } = await startSynapses();
  expect(existsSync(folder)).toBe(false);
  await stop();
});
