// How Synapses and what they use read on a terminal.
import type { ServerSample } from "../../bridge/server-sampler.ts";

/** What is told of one server; see synapse.ts. */
export interface ShownServer {
  readonly name: string;
  readonly url: string;
  readonly pid: number | undefined;
  readonly running: boolean;
  readonly accounts: number;
  readonly database: string;
  readonly registrationSecretFile: string;
  readonly accountsFile: string | undefined;
  readonly log: string;
}

/** `1 user`, `2 users`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The servers of a folder, and what to do with them next. */
export function serversText(
  folder: string,
  servers: readonly ShownServer[],
  down = "rashomon synapse down",
): string {
  const lines = servers.map(({ name, url, pid, running, accounts, database, log }) => {
    const state = running ? `process ${pid}` : `not running (its last words: ${log})`;
    return `${name.padEnd(17)} ${url.padEnd(24)} ${state}, ${countOf(accounts, "user")}, ${database}`;
  });
  const first = servers[0];
  return [
    ...lines,
    `files   ${folder}`,
    `load    rashomon load --target ${first.url} --registration-secret ${first.registrationSecretFile}`,
    `end     ${down}`,
    "",
  ].join("\n");
}

/** A table of one server's samples; processor use is a share of one processor between two. */
export function samplesText(server: { name: string; samples: readonly ServerSample[] }): string {
  const head = `\n${server.name}\n   processor    memory  persisted events  received PDUs\n`;
  const rows = server.samples.map((sample, n) => {
    const cells = [
      share(server.samples[n - 1], sample).padStart(12),
      (sample.memoryBytes === undefined
        ? "–"
        : `${Math.round(sample.memoryBytes / 1e6)} MB`
      ).padStart(10),
      String(sample.persistedEvents ?? "–").padStart(18),
      String(sample.receivedPdus ?? "–").padStart(15),
    ];
    return `${cells.join("")}\n`;
  });
  return head + rows.join("");
}

function share(before: ServerSample | undefined, now: ServerSample): string {
  if (now.cpuMs === undefined) return "–";
  if (before?.cpuMs === undefined) return `${(now.cpuMs / 1000).toFixed(1)} s`;
  return `${Math.round((100 * (now.cpuMs - before.cpuMs)) / (now.atMs - before.atMs))} %`;
}
