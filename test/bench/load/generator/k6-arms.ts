// k6 with the load test's script, its samples read by the driver; and k6 with a bare script that sends
// the same requests, which are objects in memory already.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { k6Driver, k6Memory } from "../../../../loadtest/driver/k6.ts";
import { k6Path } from "../../../../sim/bridge/real-parts.ts";
import type { Arm } from "./arm.ts";
import { drive } from "./node-arms.ts";

/** Journeys per second. */
const rate = 40;

export const k6Arms = {
  k6: ({ stage }) => {
    return (seconds, signal) => drive(k6Driver(), stage, { rate, seconds, signal });
  },
  "bare k6": ({ visits }, seconds) => {
    const folder = mkdtempSync(join(tmpdir(), "rashomon-bench-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "visits.json"), JSON.stringify(visits().slice(0, rate * seconds)));
    writeFileSync(join(folder, "bare.js"), script(seconds));
    return async (_seconds, signal) => {
      const flags = ["run", "--quiet", "--address", "", "bare.js"];
      const env = { ...process.env, ...k6Memory };
      const k6 = spawn(k6Path(), flags, { cwd: folder, env, stdio: "ignore" });
      const kill = () => k6.kill("SIGKILL");
      signal.addEventListener("abort", kill, { once: true });
      process.once("exit", kill);
      await once(k6, "close");
    };
  },
} satisfies Record<string, Arm>;

const script = (seconds: number) => `
import http from "k6/http";
import exec from "k6/execution";
const visits = JSON.parse(open("./visits.json"));
export const options = {
  discardResponseBodies: true, batch: 100, batchPerHost: 100,
  scenarios: { act: { executor: "constant-arrival-rate", rate: ${rate}, timeUnit: "1s",
    duration: "${seconds}s", preAllocatedVUs: 20, maxVUs: 20 } },
};
export default function () {
  for (const group of visits[exec.scenario.iterationInTest % visits.length]) {
    const calls = group.map(({ method, origin, path, body, headers, read }) => ({
      method, url: origin + path, body,
      params: { headers, responseType: read ? "text" : "none" },
    }));
    if (calls.length > 1) http.batch(calls);
    else for (const { method, url, body, params } of calls) http.request(method, url, body, params);
  }
}
export function handleSummary() { return {}; }
`;
