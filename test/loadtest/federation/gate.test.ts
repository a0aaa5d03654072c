import { expect, onTestFinished, test } from "vitest";
import { Gate } from "../../../loadtest/federation/gate.ts";
import { Ledger } from "../../../loadtest/federation/ledger.ts";

async function open() {
  const ledger = new Ledger();
  const gate = await Gate.open({
    ...{ ledger, outstandingMax: 2 },
    leaver: (n) =>
      n < 5 ? { ids: [`$${n}`], roomId: n === 4 ? "!other" : "!r", dueMs: 0 } : undefined,
  });
  onTestFinished(() => gate.close());
  const ask = async (n: number) => (await fetch(`${gate.url}/${n}`)).status;
  return { ledger, gate, ask };
}

test("a room lets in as many as it has place for, in the order of asking; others do not wait for it", async () => {
  const { ledger, gate, ask } = await open();
  expect([await ask(0), await ask(1)]).toEqual([200, 200]);
  const order: number[] = [];
  const third = ask(2).then((status) => (order.push(2), status));
  await expect.poll(() => gate.waited).toBe(1);
  const fourth = ask(3).then((status) => (order.push(3), status));
  await expect.poll(() => gate.waited).toBe(2);
  expect(await ask(4)).toBe(200);
  expect(order).toEqual([]);
  for (const id of ["$0", "$1"]) {
    ledger.answered([id], { [id]: {} });
    ledger.seen(id, 1);
    gate.poke();
  }
  expect([await third, await fourth]).toEqual([200, 200]);
  expect(ledger.outstandingMax).toBe(2);
});

test("when the load is over whoever waits is sent away, and strangers are not let in", async () => {
  const { gate, ask } = await open();
  await Promise.all([ask(0), ask(1)]);
  const waiting = ask(2);
  await expect.poll(() => gate.waited).toBe(1);
  gate.end();
  expect([await waiting, await ask(3), await ask(9)]).toEqual([410, 410, 404]);
  expect((await fetch(new URL("/wrong/0", gate.url))).status).toBe(404);
});
