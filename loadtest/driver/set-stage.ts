// Sets the stage on a real server: gets accounts, makes rooms and lets their members in. Slow by
// nature (a room and its joins are dear), so it is done once and used by many runs.
import { performance } from "node:perf_hooks";
import type { Steps } from "../journeys/step.ts";
import { giveKeys, makeRoom, roomsByUser, type Refusal } from "../stage/furnish.ts";
import { populate, type Population } from "../stage/populate.ts";
import type { Stage } from "../stage/stage.ts";
import { makeAccount, type AccountSource } from "./accounts.ts";
import { Client } from "./client.ts";
import { LoadProblem } from "./load-problem.ts";
import type { Connection } from "./plan.ts";
import { noPhase } from "./recorder.ts";
import { newRunId } from "./run-id.ts";
import { lookAtServer } from "./look-at-server.ts";
import { walkForResult } from "./walk.ts";

export interface StageOrder extends Population {
  /** Base address of the Client-Server API. */
  readonly target: string;
  readonly accounts: AccountSource;
  readonly connection?: Connection;
  readonly signal?: AbortSignal;
  /** Called as things get done. */
  readonly onProgress?: (done: StageProgress) => void;
}

export interface StageProgress {
  readonly what: "accounts" | "keys" | "rooms";
  readonly done: number;
  readonly of: number;
}

/** So many things are made at once: enough to keep a server busy, few enough not to flood it. */
const atOnce = 4;

/**
 * Makes users and rooms on a server.
 * @throws LoadProblem where the server is none, or refuses; at once where the signal comes
 */
export async function setStage(order: StageOrder): Promise<Stage> {
  const { target, seed, users, accounts, connection, signal, onProgress } = order;
  const server = await lookAtServer(target, connection, signal);
  const { personas, rooms } = populate(order);
  const suffix = newRunId();
  const base: Stage = {
    ...{ format: "rashomon-stage-1", seed, target, serverName: "", features: server.features },
    ...{ users: [], rooms: [] },
  };
  const clientOf = (stage: Stage) =>
    new Client(stage, { onEnd: () => {}, signal, ...(connection !== undefined && { connection }) });
  const told = (what: StageProgress["what"], of: number) => (done: number) =>
    onProgress?.({ what, done, of });

  const visitor = clientOf(base);
  const made = await inTurns(users, { signal, told: told("accounts", users) }, (n) =>
    makeAccount(accounts, {
      ...{ n, suffix },
      send: (request) => visitor.send(request, { dueMs: performance.now(), phase: noPhase }),
    }),
  ).finally(() => visitor.destroy());

  const lists = roomsByUser(users, rooms);
  const stage: Stage = {
    ...base,
    serverName: made[0].id.replace(/^@[^:]*:/, ""),
    users: made.map((account, n) => ({ ...account, persona: personas[n], rooms: lists[n] })),
  };
  const client = clientOf(stage);
  const perform = async <Result>(steps: Steps<Result | Refusal>): Promise<Result> => {
    const result = await walkForResult(steps, client);
    signal?.throwIfAborted();
    return isRefusal(result) ? refused(result) : result;
  };
  try {
    await inTurns(users, { signal, told: told("keys", users) }, (user) =>
      perform<undefined>(giveKeys(stage, user, suffix)),
    );
    const ids = await inTurns(rooms.length, { signal, told: told("rooms", rooms.length) }, (n) =>
      perform<{ id: string }>(makeRoom({ ...rooms[n], name: `Load ${suffix} ${n}` }, suffix)),
    );
    return { ...stage, rooms: rooms.map((room, n) => ({ ...room, id: ids[n].id })) };
  } finally {
    await client.destroy();
  }
}

function isRefusal(result: unknown): result is Refusal {
  return typeof result === "object" && result !== null && "request" in result;
}

function refused({ request, status, text }: Refusal): never {
  const limited = status === 429;
  throw new LoadProblem(
    `the server refuses ${request} while the stage is set (${status === 0 ? "no answer" : `HTTP ${status}`})` +
      (text === "" ? "" : `: ${text}`),
    limited
      ? "Its rate limits are in the way: raise its rc_* settings before you measure anything."
      : "Look into the server's log; the stage needs users who may make and join rooms.",
  );
}

/** Does a number of things, some at once, in order of their beginning. */
async function inTurns<Result>(
  count: number,
  { signal, told }: { signal: AbortSignal | undefined; told: (done: number) => void },
  one: (n: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let [next, done] = [0, 0];
  const worker = async () => {
    while (next < count) {
      signal?.throwIfAborted();
      const n = next++;
      results[n] = await one(n);
      told(++done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
  return results;
}
