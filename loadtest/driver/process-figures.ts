// CPU time and memory of processes, read from Linux's /proc; elsewhere nothing is known. Finds the
// process that listens at a loopback port, so that a target on this machine needs no configuration.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Linux counts CPU time in hundredths of a second on every common machine. */
const msPerTick = 10;
const pageBytes = 4_096;

/** CPU time of a process in ms, or undefined where it cannot be known. */
export function cpuMsOf(pid: number | undefined): number | undefined {
  return statOf(pid)?.cpuMs;
}

/** CPU time in ms and resident memory in bytes. */
export function statOf(
  pid: number | undefined,
): { readonly cpuMs: number; readonly memoryBytes: number } | undefined {
  if (pid === undefined) return undefined;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The program's name stands in brackets and may hold anything; fields count from after it.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const cpuMs = (Number(fields[11]) + Number(fields[12])) * msPerTick;
    return { cpuMs, memoryBytes: Number(fields[21]) * pageBytes };
  } catch {
    return undefined;
  }
}

/** The process that listens at a TCP port of this machine, or undefined. */
export function listenerOf(port: number): number | undefined {
  const inodes = new Set(
    [..."46"].flatMap((kind) => listening(kind === "4" ? "tcp" : "tcp6", port)),
  );
  if (inodes.size === 0) return undefined;
  return list("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => list(`/proc/${pid}/fd`).some((fd) => inodes.has(link(`/proc/${pid}/fd/${fd}`))));
}

/** Names of the sockets that listen at a port. */
function listening(table: "tcp" | "tcp6", port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return read(`/proc/net/${table}`)
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = "", , state]) => state === "0A" && local.endsWith(`:${wanted}`))
    .map((fields) => `socket:[${fields[9]}]`);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
