import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Client } from "../../../loadtest/driver/client.ts";
import { setStage } from "../../../loadtest/driver/set-stage.ts";
import { walk } from "../../../loadtest/driver/walk.ts";
import { journeyNames, journeys } from "../../../loadtest/journeys/index.ts";
import { TextAnswer } from "../../../loadtest/journeys/answer.ts";
import { Performer } from "../../../loadtest/matrix/perform.ts";
import { join, sync, versions } from "../../../loadtest/journeys/requests.ts";
import { noAnswer, pause, type Request, type Steps } from "../../../loadtest/journeys/step.ts";
import type { Stage } from "../../../loadtest/stage/stage.ts";
import { Workload } from "../../../loadtest/workload.ts";
import { requestsOf } from "../requests-of.ts";
import exec from "../k6-shim/execution.ts";
import { FakeHomeserver, sharedSecret, type Recorded } from "../fake-homeserver.ts";
import { answerWith, type ShimRequest } from "../k6-shim/http.ts";

let server: FakeHomeserver;
let stage: Stage;

beforeAll(async () => {
  server = await FakeHomeserver.start();
  const accounts = { kind: "shared secret", secret: sharedSecret } as const;
  stage = await setStage({ target: server.target, seed: "1", users: 12, accounts });
});

afterAll(() => server.stop());

/** A request without what depends on the clock: the stamp of a message, and how far a /sync is. */
const said = ({ method, path, user = "", body }: Omit<Recorded, "answer">) =>
  `${user} ${method} ${path.replace(/since=s\d+/, "since=s")} ${body.replace(/"sent":\d+/, '"sent":0')}`;

describe("the two adapters", () => {
  test("send the same requests for the same seed, whatever the journey", async () => {
    const count = 120;
    const mix = Object.fromEntries(journeyNames.map((name) => [name, 1]));
    const workload = new Workload({ stage, mix, shape: [], seed: "7", runId: "same" });
    server.requests.length = 0;
    const failures: string[] = [];
    const client = new Client(stage, {
      onEnd: ({ name, failure }) => failure !== undefined && failures.push(`${name} ${failure}`),
    });
    const { signal } = new AbortController();
    for (let n = 0; n < count; n++) {
      const { journey, scene } = workload.arrival(n, () => 12_345);
      const at = { client, dueMs: performance.now(), phase: 0, signal };
      await walk(unpaused(journeys[journey].run(scene)), at);
    }
    await client.destroy();
    expect(failures).toEqual([]);
    const fromNode = server.requests.map(said);
    // What the server answered Node it answers k6, too; to anything else it has no answer.
    const answers = new Map(server.requests.map((recorded) => [said(recorded), recorded.answer]));
    const users = new Map(stage.users.map(({ token, id }) => [token, id.slice(1).split(":")[0]]));
    const fromK6: string[] = [];
    const vu = new Performer(stage);
    answerWith((request) => {
      const line = said(recordedOf(request, users));
      fromK6.push(line);
      const answer = answers.get(line) ?? { status: 599, text: "" };
      return { status: answer.status, body: answer.text };
    });
    for (let n = 0; n < count; n++) {
      const { journey, scene } = workload.arrival(n, () => 12_345);
      vu.perform(journeys[journey].run(scene));
    }
    expect(fromK6.toSorted()).toEqual(fromNode.toSorted());
    expect(fromK6.length).toBeGreaterThan(400);
  });

  test("and the seed matters: another one sends others", () => {
    const plan = { stage, mix: { chat: 1 }, shape: [], runId: "same" };
    const bodies = ["7", "7", "8"].map((seed) => {
      const lines: string[] = [];
      answerWith(
        ({ url, body }) => (lines.push(`${url} ${String(body)}`), { status: 200, body: "" }),
      );
      const { scene } = new Workload({ ...plan, seed }).arrival(3, () => 0);
      new Performer(stage).perform(journeys.chat.run(scene));
      return lines.join("\n");
    });
    expect(bodies[0]).toBe(bodies[1]);
    expect(bodies[2]).not.toBe(bodies[1]);
  });

  test("tags requests so that thresholds can name them, and reads only what is looked at", () => {
    const seen: ShimRequest[] = [];
    answerWith((request) => (seen.push(request), { status: 200, body: "{}" }));
    const { scene } = new Workload({
      ...{ stage, mix: { "page-load": 1 }, shape: [], seed: "1", runId: "r" },
    }).arrival(0, () => 0);
    const vu = new Performer(stage);
    vu.tagAll(2, false);
    vu.perform(journeys["page-load"].run(scene));
    const [first, ...others] = seen.map(({ params }) => params);
    expect(first.tags).toEqual({ name: "versions" });
    expect(exec.vu.metrics.tags).toEqual({ phase: "2", measured: "no", poll: "no" });
    vu.perform(one(sync(0, { since: "s1", timeoutMs: 10_000 })));
    expect(seen.at(-1)?.params).toMatchObject({
      tags: { name: "sync-poll", poll: "yes" },
      timeout: 40_000,
    });
    expect(others.map(({ responseType }) => responseType).filter((t) => t === "text")).toHaveLength(
      1,
    );
  });
});

test("requests of one name want the same of k6, but for who asks and for how long", () => {
  const mix = Object.fromEntries(journeyNames.map((name) => [name, 1]));
  const workload = new Workload({ stage, mix, shape: [], seed: "3", runId: "r" });
  const wishes = new Map<string, Set<string>>();
  const say = { room_id: "!r:fake", access_token: "t", next_batch: "s1", pos: "1", end: "e" };
  const text = JSON.stringify({ ...say, content_uri: "mxc://a/b", chunk: [{ event_id: "$e" }] });
  const answer = new TextAnswer({ status: 200, ok: true, text });
  for (let n = 0; n < 200; n++) {
    const { journey, scene } = workload.arrival(n, () => 0);
    const steps = journeys[journey].run(scene);
    for (let step = steps.next(noAnswer); step.done !== true; step = steps.next(answer)) {
      for (const { name, as, json, bytes, expect, read, longPoll } of requestsOf(step.value)) {
        const wish = [as === undefined, json === undefined, bytes?.type, expect, read, longPoll];
        wishes.set(name, (wishes.get(name) ?? new Set()).add(JSON.stringify(wish)));
      }
    }
  }
  expect(wishes.size).toBeGreaterThan(25);
  expect([...wishes].filter(([, said]) => said.size > 1)).toEqual([]);
});

test("requests of one name that go out at once have params of their own", () => {
  const seen: ShimRequest[] = [];
  answerWith((request) => (seen.push(request), { status: 200, body: "{}" }));
  const vu = new Performer(stage);
  function* joins(): Steps {
    yield join(0, "!a:fake");
    yield [join(1, "!a:fake"), join(2, "!a:fake")];
  }
  vu.perform(joins());
  const [, second, third] = seen.map(({ params }) => params);
  const bearers = [second, third].map(({ headers }) => headers?.["Authorization"]);
  expect(bearers).toEqual([1, 2].map((user) => `Bearer ${stage.users[user].token}`));
});

test("the time that requests wait in k6 is what passes beyond what they were open", () => {
  function* steps(): Steps {
    yield [versions(), versions()];
    yield pause(0);
    yield versions();
  }
  let nowMs = 1_000_000;
  vi.spyOn(Date, "now").mockImplementation(() => nowMs);
  // Each takes 7 ms here, and was open for 5 by k6's own clock.
  answerWith(() => ((nowMs += 7), { status: 200, body: "{}" }), { ms: 5 });
  const walk = { timed: true };
  const held = (more = {}) => new Performer(stage).perform(steps(), { ...walk, ...more }).heldMs;
  const [onTime, late, unseen] = [held(), held({ dueMs: nowMs - 100 }), held({ timed: false })];
  vi.restoreAllMocks();
  expect(unseen).toBe(0);
  expect(onTime).toBe(2 * (14 - 5) + (7 - 5));
  expect(late).toBe(onTime + 2 * 100);
});

test("what is open when nobody waits any longer has failed, and nothing more is asked", () => {
  function* steps(): Steps {
    for (let n = 0; n < 3; n++) yield versions();
  }
  let nowMs = 1_000_000;
  vi.spyOn(Date, "now").mockImplementation(() => nowMs);
  const timeouts: unknown[] = [];
  answerWith(({ params }) => {
    timeouts.push(params.timeout);
    nowMs += 60;
    return { status: 0, body: "" };
  });
  const performer = new Performer(stage);
  const cut = performer.perform(steps(), { untilMs: nowMs + 100 });
  const free = performer.perform(steps());
  vi.restoreAllMocks();
  expect([cut.whole, free.whole]).toEqual([false, true]);
  expect(timeouts).toEqual([100, 40, 30_000, 30_000, 30_000]);
});

function* one(request: Request): Steps {
  yield request;
}

/** A journey whose pauses take no time; they change no request. */
function* unpaused(steps: Steps): Steps {
  let step = steps.next(noAnswer);
  while (step.done !== true) {
    step = steps.next("pauseMs" in step.value ? noAnswer : yield step.value);
  }
}

function recordedOf({ url, method, body, params }: ShimRequest, users: Map<string, string>) {
  const token = params.headers?.["Authorization"]?.replace("Bearer ", "") ?? "";
  return {
    ...{ method, path: url.slice(server.target.length), user: users.get(token) },
    body:
      body instanceof ArrayBuffer
        ? createHash("sha256").update(new Uint8Array(body)).digest("hex")
        : (body ?? emptyHash),
  };
}

/** The recorder hashes every body that is no JSON, also an empty one. */
const emptyHash = createHash("sha256").update("").digest("hex");
