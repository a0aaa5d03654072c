// What a signed transaction costs the generator: an event made by an origin's own state machine, hashed
// and signed, packed, signed again and sent, against a bare loop of the same client that sends the very
// bytes at the same pace. One PDU a transaction, which is the dearest.
import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "undici";
import { Ledger } from "../../../loadtest/federation/ledger.ts";
import { signedLoadDefaults, transactionsOf } from "../../../loadtest/federation/plan.ts";
import { NodeSender } from "../../../loadtest/federation/send-node.ts";
import {
  signTransaction,
  type SignedTransaction,
} from "../../../loadtest/federation/transaction.ts";
import { originNames } from "../../../sim/bridge/origin-names.ts";
import { Origins } from "../../../sim/bridge/origins.ts";
import type { JsonObject } from "../../../sim/protocol/json.ts";
import { slope, type Cost } from "./slope.ts";

const rate = 150;
const originCount = 10;

/** Both costs, by the slope between a shorter and a longer run. */
export async function signingCost(target: string): Promise<{ signed: Cost; bare: Cost }> {
  const kept: SignedTransaction[] = [];
  const signed = await slope((seconds) => signedRun(target, seconds, kept));
  const bare = await slope((seconds) => bareRun(target, kept.slice(0, rate * seconds)));
  return { signed, bare };
}

async function signedRun(url: string, seconds: number, kept: SignedTransaction[]): Promise<Cost> {
  const origins = await Origins.start({ names: await originNames(originCount), seed: "bench" });
  const users = origins.names.map((name) => `@bench:${name}`);
  const rooms = users.map((user) =>
    origins.createRoom({ user, version: "12", setup: { joinRule: "public", powers: {} } }),
  );
  const made: { id: string; pdu: JsonObject }[][] = users.map(() => []);
  for (const server of origins.servers) {
    server.publish = ({ shared: { graph } }, event) =>
      void made[server.number].push({ id: graph.id(event), pdu: graph.pdu(event) });
  }
  kept.length = 0;
  const plan = {
    ...{ ...signedLoadDefaults, origins: originCount, rooms: originCount, manners: new Map() },
    ...{ rate, durationMs: seconds * 1_000, drainMs: 10_000, outstandingMax: undefined },
  };
  const sender = new NodeSender({
    ...{ plan, url, ledger: new Ledger() },
    originOf: (n) => n % originCount,
    roomOf: (origin) => rooms[origin].roomId,
    transaction: async (n) => {
      const origin = n % originCount;
      const room = rooms[origin];
      await origins.act(room, users[origin], { kind: "message", body: `load ${n}` });
      const transaction = signTransaction(origins, {
        ...{ origin, txn: `b${n}`, destination: "fake", roomId: room.roomId, edus: [] },
        events: made[origin].splice(0),
      });
      kept.push(transaction);
      return transaction;
    },
  });
  const before = process.cpuUsage();
  await sender.run();
  const { user, system } = process.cpuUsage(before);
  await origins.stop();
  return { cpuMs: (user + system) / 1_000, requests: transactionsOf(plan).count };
}

async function bareRun(origin: string, transactions: readonly SignedTransaction[]): Promise<Cost> {
  const agent = new Agent({ pipelining: 1 });
  const before = process.cpuUsage();
  const startMs = performance.now();
  const open: Promise<unknown>[] = [];
  for (const [n, { uri, authorization, body }] of transactions.entries()) {
    const waitMs = startMs + (n * 1_000) / rate - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const headers = { authorization, "content-type": "application/json" };
    const sent = agent.request({ origin, path: uri, method: "PUT", headers, body });
    open.push(sent.then((answer) => answer.body.text()));
  }
  await Promise.all(open);
  const { user, system } = process.cpuUsage(before);
  await agent.close();
  return { cpuMs: (user + system) / 1_000, requests: transactions.length };
}
