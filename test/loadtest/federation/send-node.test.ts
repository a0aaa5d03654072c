// The sender against a server of our own that answers as it is told.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Ledger } from "../../../loadtest/federation/ledger.ts";
import { signedLoadDefaults, type SignedLoadPlan } from "../../../loadtest/federation/plan.ts";
import { NodeSender } from "../../../loadtest/federation/send-node.ts";

async function target(answer: (uri: string, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => answer(request.url ?? "", response));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const yes = (uri: string, response: ServerResponse) =>
  void response.end(JSON.stringify({ pdus: { [`$${uri.slice(1)}`]: {} } }));

function sender(url: string, change: Partial<SignedLoadPlan> = {}, signal?: AbortSignal) {
  const plan: SignedLoadPlan = {
    ...{ ...signedLoadDefaults, rooms: 1, manners: new Map(), origins: 2 },
    ...{ rate: 100, durationMs: 200, drainMs: 60_000, ...change },
  };
  const ledger = new Ledger();
  const transaction = async (n: number) => {
    // Making and signing takes a moment, in which others ask for leave to go as well.
    await new Promise((done) => setTimeout(done, 1));
    const origin = n % plan.origins;
    const common = { authorization: "", body: "{}", roomId: "!r" };
    return { ...common, origin, uri: `/${n}`, ids: [`$${n}`] };
  };
  const load = new NodeSender({
    ...{ plan, url, ledger, transaction, ...(signal && { signal }) },
    ...{ originOf: (n) => n % plan.origins, roomOf: () => "!r" },
  });
  return { load, ledger };
}

test("all are sent when they are due, and accepted", async () => {
  const url = await target(yes);
  const { load, ledger } = sender(url);
  const sending = await load.run();
  expect(sending).toMatchObject({ transactions: 20, failures: {}, unsent: 0, targetLost: false });
  expect([ledger.acceptedCount, sending.answer.count]).toEqual([20, 20]);
});

test("an origin has one in flight, whatever the rate", async () => {
  let [open, most] = [0, 0];
  const url = await target((uri, response) => {
    most = Math.max(most, ++open);
    setTimeout(() => (open--, yes(uri, response)), 20);
  });
  const sending = await sender(url, { rate: 1000, durationMs: 20 }).load.run();
  expect([most, sending.transactions]).toEqual([2, 20]);
  expect(sending.waited).toBeGreaterThan(10);
  // The wait counts: the last of them was due at once and had nine before it.
  expect(sending.answer.maxMs).toBeGreaterThan(150);
});

test("a busy answer is tried again, and counted", async () => {
  const tried = new Set<string>();
  const url = await target((uri, response) => {
    if (tried.has(uri)) return yes(uri, response);
    tried.add(uri);
    response.writeHead(429).end("{}");
  });
  const sending = await sender(url, { durationMs: 50 }).load.run();
  expect(sending).toMatchObject({ transactions: 5, failures: { "http 429": 5 } });
});

test("what is refused as a whole is not tried again", async () => {
  const url = await target((_uri, response) => void response.writeHead(400).end("{}"));
  const { load, ledger } = sender(url, { durationMs: 50 });
  const sending = await load.run();
  expect(sending).toMatchObject({ transactions: 0, failures: { "http 400": 5 } });
  expect(ledger.refusals.get("not delivered")).toBe(5);
});

test("flow control keeps back what is not visible, until it is poked", async () => {
  const url = await target(yes);
  const { load, ledger } = sender(url, { outstandingMax: 3, durationMs: 100 });
  const running = load.run();
  await expect.poll(() => ledger.acceptedCount).toBe(3);
  await new Promise((done) => setTimeout(done, 150));
  expect([ledger.total, ledger.outstandingMax]).toEqual([3, 3]);
  const seeing = setInterval(() => {
    for (const { id } of ledger.unseen()) ledger.seen(id, performance.now());
    load.poke();
  }, 10);
  expect(await running).toMatchObject({ transactions: 10, unsent: 0 });
  clearInterval(seeing);
  expect(ledger.outstandingMax).toBe(3);
});

test("a stop ends it at once, and says what was not sent", async () => {
  const url = await target(() => undefined);
  const stop = new AbortController();
  const { load } = sender(url, { rate: 10, durationMs: 3_600_000 }, stop.signal);
  setTimeout(() => stop.abort(), 100);
  // Left alone it takes an hour.
  const sending = await load.run();
  expect(sending.unsent).toBe(36_000);
});

test("a target that is gone is given up", async () => {
  const sending = await sender("http://127.0.0.1:1", { rate: 1000, durationMs: 5_000 }).load.run();
  expect(sending).toMatchObject({ transactions: 0, targetLost: true });
  expect(sending.failures["refused"]).toBeGreaterThanOrEqual(20);
});

test("what is cut off by who stops the load is no failure of the target", async () => {
  let asked = 0;
  const stop = new AbortController();
  // Nobody is ever answered.
  const url = await target(() => {
    if (++asked === 2) stop.abort();
  });
  const { load, ledger } = sender(url, {}, stop.signal);
  const sending = await load.run();
  await new Promise((done) => setTimeout(done, 50));
  expect([sending.failures, ledger.refusals.size]).toEqual([{}, 0]);
  expect(sending.targetLost).toBe(false);
});
