import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { sampleServer, ServerSampler } from "../../../sim/bridge/server-sampler.ts";

async function serving(metrics: string | undefined): Promise<string> {
  const server: Server = createServer((request, response) => {
    const found = metrics !== undefined && request.url === "/_synapse/metrics";
    response.writeHead(found ? 200 : 404).end(metrics);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const metrics = `process_cpu_seconds_total 1.5
process_resident_memory_bytes 1000
synapse_storage_events_persisted_events_total{server_name="x"} 7
`;

test("metrics give use and counts; a counter that has not counted yet is zero", async () => {
  expect(await sampleServer({ url: await serving(metrics) })).toMatchObject({
    ...{ cpuMs: 1500, memoryBytes: 1000, persistedEvents: 7, receivedPdus: 0, prunedPdus: 0 },
  });
});

test("the process itself is asked where it is on this machine", async () => {
  const sample = await sampleServer({ url: await serving(undefined), pid: process.pid });
  expect(sample.cpuMs).toBeGreaterThan(0);
  expect(sample.memoryBytes).toBeGreaterThan(10_000_000);
  expect(sample.persistedEvents).toBeUndefined();
});

test("a server that cannot be asked gives a sample with nothing but its time", async () => {
  const [port] = [1];
  expect(Object.keys(await sampleServer({ url: `http://127.0.0.1:${port}` }))).toEqual(["atMs"]);
});

test("a sampler looks until it is stopped, and once more at the end", async () => {
  const sampler = new ServerSampler({ url: await serving(metrics) }, { everyMs: 20 });
  sampler.start();
  await expect.poll(() => sampler.samples.length).toBeGreaterThan(3);
  const before = sampler.samples.length;
  const samples = await sampler.stop();
  expect(samples.length).toBeGreaterThan(before);
  const times = samples.map(({ atMs }) => atMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});
