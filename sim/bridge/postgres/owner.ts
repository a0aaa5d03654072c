// Whose a PostgreSQL is. Its programs refuse to run as root, so root starts them as another user of
// the machine, who must be able to get to the folder. Everybody else starts them as themselves.
import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { BridgeProblem } from "../bridge-problem.ts";

/** A user and group of the machine. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** In this order: Debian's package makes the first, every system has the second. */
const names = ["postgres", "nobody"];

/**
 * Who is to own a cluster that this process starts; undefined: this process's own user.
 * @param users the text of /etc/passwd
 * @throws BridgeProblem where this is root and there is nobody else
 */
export function ownerOf(
  uid = process.getuid?.(),
  users = () => readFileSync("/etc/passwd", "utf8"),
): Owner | undefined {
  if (uid !== 0) return undefined;
  const lines = users().split("\n");
  for (const name of names) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new BridgeProblem(
    `PostgreSQL does not run as root, and there is no user ${names.join(" or ")} to run it as`,
    "Run this as an ordinary user, or make one: useradd --system postgres.",
  );
}

/**
 * A folder for a cluster's files: below `folder` where its owner can get there, else a new one of the
 * system's, because a checkout in root's own home is closed to all others.
 */
export function clusterFolder(folder: string, owner = ownerOf()): string {
  if (owner === undefined || isOpenTo(owner, folder)) return join(folder, "postgres");
  const made = mkdtempSync(join(tmpdir(), "rashomon-postgres-"));
  chmodSync(made, 0o711);
  return join(made, "postgres");
}

/** True where a user may pass every folder down to this one; those that are not there yet will be open. */
function isOpenTo({ uid, gid }: Owner, folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(at)) {
      const { uid: user, gid: group, mode } = statSync(at);
      const may = uid === user ? 0o100 : gid === group ? 0o010 : 0o001;
      if ((mode & may) === 0) return false;
    }
    if (at === dirname(at)) return true;
  }
}
