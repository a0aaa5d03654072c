// The k6 script that sends a replay file (see federation/replay-file.ts): one VU is one origin, with
// one transaction in flight, each sent when it is due and its room has place. Run by send-k6.ts, or
// by hand, then without flow control:
// k6 run -e RASHOMON_REPLAY=FILE loadtest/matrix/replay.ts
import { SharedArray } from "k6/data";
import exec from "k6/execution";
import http from "k6/http";
import { Counter, Gauge, Trend } from "k6/metrics";
import type { Options } from "k6/options";
import type { ReplayHead, ReplayLine } from "../federation/replay-file.ts";

const lines = new SharedArray("lines", () =>
  open(__ENV["RASHOMON_REPLAY"]).trimEnd().split("\n"),
) as readonly string[];
const head = JSON.parse(lines[0]) as ReplayHead;
/** Where leave is asked for before each transaction (federation/gate.ts); by hand there is none. */
const gate = __ENV["RASHOMON_GATE"];

/** When the first transaction was due, in ms since 1970. */
const start = new Gauge("rashomon_start");
/** From when a transaction was due until it was answered or given up, in ms; in order by origin. */
const answer = new Trend("rashomon_answer", true);
const failures = new Counter("rashomon_failures");

export const options: Options = {
  scenarios: {
    replay: {
      executor: "per-vu-iterations",
      vus: head.starts.length,
      iterations: 1,
      maxDuration: "2h",
      gracefulStop: "0s",
    },
  },
  summaryTrendStats: ["p(50)", "p(95)", "p(99)", "max", "count"],
  // An exception must not look like a success: k6 itself ends with 0.
  thresholds: { rashomon_failures: ["count<1"] },
};

/** A busy server is asked again, as any homeserver would. */
const busySeconds = 0.05;
const triesMax = 5;

export default async function replay(): Promise<void> {
  const origin = exec.vu.idInTest - 1;
  const startMs = exec.scenario.startTime;
  start.add(startMs);
  const end = head.starts[origin + 1] ?? head.count;
  for (let n = head.starts[origin]; n < end; n++) {
    const { t, u, a, b } = JSON.parse(lines[n + 1]) as ReplayLine;
    const dueMs = startMs + t;
    const waitMs = dueMs - Date.now();
    if (waitMs > 0) await new Promise<void>((done) => setTimeout(() => done(), waitMs));
    if (gate !== undefined && !mayGo(n)) return;
    const said = await send({ u, a, b });
    const refused = said === undefined ? "" : refusedOf(said);
    const tags = { origin: String(origin), ok: said === undefined ? "no" : "yes", refused };
    answer.add(Date.now() - dueMs, tags);
  }
}

/** Waits until the n-th line may go; false where the load is over. */
function mayGo(n: number): boolean {
  const tags = { name: "leave" };
  return http.get(`${gate}/${n}`, { timeout: "3600s", tags }).status === 200;
}

/** The body of the answer with 200, or undefined where there was none. */
async function send({ u, a, b }: Omit<ReplayLine, "t">): Promise<string | undefined> {
  const headers = { Authorization: a, "Content-Type": "application/json" };
  for (let tries = 0; tries < triesMax; tries++) {
    const response = http.put(head.url + u, b, { headers, tags: { name: "send" } });
    if (response.status === 200) return String(response.body);
    failures.add(1, { status: String(response.status) });
    if (response.status !== 429 && response.status !== 0 && response.status < 500) break;
    await new Promise<void>((done) => setTimeout(() => done(), busySeconds * 1000));
  }
  return undefined;
}

/** Errors by event ID, as JSON; empty where all were accepted, which is the usual case. */
function refusedOf(body: string): string {
  const { pdus } = JSON.parse(body) as { pdus?: Record<string, { error?: string }> };
  const errors = Object.entries(pdus ?? {}).filter(([, said]) => said.error !== undefined);
  return errors.length === 0 ? "" : JSON.stringify(Object.fromEntries(errors)).slice(0, 10_000);
}
