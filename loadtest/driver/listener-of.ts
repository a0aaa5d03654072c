// Finds the process that listens at a port of this machine, so that the report shows what a target
// here uses without being told where it is. Reads Linux's /proc; elsewhere nothing is found.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

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
