// Asks a PostgreSQL by its own program `psql`, so that no driver is needed for the little that is asked.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { BridgeProblem } from "../bridge-problem.ts";
import { postgresPrograms } from "../real-parts.ts";

/** A database on loopback, and how to get in. The password is a secret. */
export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

const run = promisify(execFile);

/**
 * Runs SQL and answers its rows, each as the JSON value in its first column. `$name` is not replaced:
 * values go into `:'name'`, which psql quotes.
 * @throws BridgeProblem with what PostgreSQL says
 */
export async function queryPostgres(
  { host, port, user, password, database }: PostgresAddress,
  sql: string,
  values: Readonly<Record<string, string>> = {},
): Promise<unknown[]> {
  const set = Object.entries(values).flatMap(([name, value]) => ["-v", `${name}=${value}`]);
  const where = ["-h", host, "-p", String(port), "-U", user, "-d", database];
  const argv = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", ...where, ...set, "-f", "-"];
  const asked = run(join(postgresPrograms(), "psql"), argv, {
    env: { ...process.env, PGPASSWORD: password, PGCLIENTENCODING: "UTF8" },
    maxBuffer: 1 << 30,
  });
  asked.child.stdin?.end(sql);
  try {
    const { stdout } = await asked;
    return stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  } catch (thrown) {
    const said = (thrown as { stderr?: string }).stderr?.trim() || String(thrown);
    throw new BridgeProblem(
      `PostgreSQL on port ${port}: ${said.slice(0, 300)}`,
      "Look whether it runs: `rashomon synapse status`.",
    );
  }
}
