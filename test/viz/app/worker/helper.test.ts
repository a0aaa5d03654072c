// The helper's answers are the page's own; where the worker fails, the page answers.
import { expect, test } from "vitest";
import { layoutOf, openLayout, railLayout } from "../../../../viz/layout/index.ts";
import { buildModel } from "../../../../viz/model/index.ts";
import {
  dismissOthers,
  Helper,
  helperOf,
  keepHelper,
  type Reply,
  type Sent,
  type WorkerPort,
} from "../../../../viz/app/worker/helper.ts";
import { answerTo } from "../../../../viz/app/worker/orders.ts";
import { syntheticTrace } from "../../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 80, servers: 3 }));

/** A worker in the same thread: `reply` turns what is sent into what comes back, or into nothing. */
function fakeWorker(reply: (sent: Sent) => Reply | undefined) {
  const state = { ended: false, sent: [] as Sent[] };
  const port: WorkerPort = {
    onmessage: null,
    onerror: null,
    terminate: () => (state.ended = true),
    postMessage: (sent: Sent) => {
      state.sent.push(sent);
      const data = reply(sent);
      if (data !== undefined)
        setTimeout(() => port.onmessage?.({ data } as MessageEvent<Reply>), 1);
    },
  };
  return { port, state };
}

const honest = ({ id, ask, order }: Sent): Reply => ({
  id,
  answer: answerTo(model, ask, structuredClone(order)),
});

test("what comes from the worker is what the page would find itself", async () => {
  const { port, state } = fakeWorker(honest);
  const helper = new Helper(model, port);
  const found = helper.ask("find", "type:member");
  expect(helper.busy).toBe(true);
  expect(await found).toEqual(answerTo(model, "find", "type:member"));
  expect((await found).length).toBeGreaterThan(0);
  const filter = { room: 0, text: "-type:member", keep: false };
  expect((await helper.ask("filter", filter)).hidden).toBe((await found).length);
  const rail = await helper.ask("layout", { name: "rail", filter: { ...filter, text: "" } });
  expect(openLayout(model, rail).rows.list()).toEqual(railLayout(model).rows.list());
  const swim = openLayout(model, await helper.ask("layout", { name: "swim", filter }));
  const { shown } = await helper.ask("filter", filter);
  const own = layoutOf(model, 0, { name: "swim", rowsBy: "rank", ...(shown && { shown }) });
  expect(swim.rows.list()).toEqual(own.rows.list());
  expect(swim.edges.inWindow(0, 99)).toEqual(own.edges.inWindow(0, 99));
  expect(state.sent).toHaveLength(5);
  await helper.idle();
  expect(helper.busy).toBe(false);
});

test("where the worker gives no answer or ends, the page answers", async () => {
  const { port } = fakeWorker(({ id }) => ({ id, answer: undefined }));
  const wanted = answerTo(model, "find", "is:state");
  expect(await new Helper(model, port).ask("find", "is:state")).toEqual(wanted);
  const silent = fakeWorker(() => undefined);
  const helper = new Helper(model, silent.port);
  const open = helper.ask("find", "is:state");
  silent.port.onerror?.({} as ErrorEvent);
  expect(await open).toEqual(wanted);
  expect(silent.state.ended).toBe(true);
  expect(await helper.ask("find", "is:state")).toEqual(wanted);
  expect(silent.state.sent).toHaveLength(1);
});

test("only the model that is shown keeps its worker", () => {
  const other = buildModel(syntheticTrace({ events: 10, servers: 2 }));
  const [a, b] = [fakeWorker(honest), fakeWorker(honest)];
  keepHelper(model, new Helper(model, a.port));
  dismissOthers(model);
  expect(a.state.ended).toBe(false);
  expect(helperOf(model)).toBeDefined();
  keepHelper(other, new Helper(other, b.port));
  expect([a.state.ended, b.state.ended]).toEqual([true, false]);
  dismissOthers(model);
  expect(b.state.ended).toBe(true);
});
