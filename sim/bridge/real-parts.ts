// Where the real programs are that `npm run setup:real` installs: k6, the Python in which Synapse
// lives, another Node, and PostgreSQL. Looks, never installs; whoever needs a part that is missing is told how to get it.
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { BridgeProblem } from "./bridge-problem.ts";

/** The parts of the environment that count; `process.env` has them. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder of installed parts: RASHOMON_REAL_DIR, or `.real` in the project's folder, where the
 * script puts it. It does not depend on the folder in which the command is called.
 */
export function realPartsFolder(env: Environment = process.env): string {
  return resolve(env["RASHOMON_REAL_DIR"] ?? join(projectFolder(), ".real"));
}

/** The folder above this program that holds its package.json: for the source and for the bundle. */
function projectFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) {
    folder = dirname(folder);
  }
  return folder;
}

/**
 * The path of the program k6: the one that was set up, else one on the PATH.
 * @throws BridgeProblem where there is none
 */
export function k6Path(env: Environment = process.env): string {
  const places = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return find("k6", {
    paths: [join(realPartsFolder(env), "k6", "k6"), ...places.map((folder) => join(folder, "k6"))],
    env,
  });
}

/**
 * The path of the Python that can run `-m synapse.app.homeserver`.
 * @throws BridgeProblem where there is none
 */
export function synapsePython(env: Environment = process.env): string {
  return find("synapse", { paths: [join(realPartsFolder(env), "synapse", "bin", "python")], env });
}

const debian = "/usr/lib/postgresql";

/**
 * The folder of PostgreSQL's programs (`initdb`, `postgres`, `psql`): POSTGRES_BIN, the newest of
 * Debian's, or one on the PATH.
 * @throws BridgeProblem where there is none
 */
export function postgresPrograms(env: Environment = process.env, packages = debian): string {
  const asked = env["POSTGRES_BIN"];
  const versions = existsSync(packages) ? readdirSync(packages) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a));
  const folders = [
    ...newest.map((version) => join(packages, version, "bin")),
    ...(env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== ""),
  ];
  const found = (asked === undefined ? folders : [asked]).find((folder) =>
    ["initdb", "postgres", "psql"].every((name) => isProgram(join(folder, name))),
  );
  if (found !== undefined) return found;
  throw new BridgeProblem(
    `PostgreSQL is not installed: no initdb is in ${asked ?? `${packages} or on the PATH`}`,
    "Run `npm run setup:real -- postgres` in the project's folder as root, or set POSTGRES_BIN " +
      "to the folder that has initdb, postgres and psql.",
  );
}

/**
 * The path of a Node of another line than the project's, on which traces must come out the same.
 * @throws BridgeProblem where there is none
 */
export function otherNodePath(env: Environment = process.env): string {
  const inside = ["node", "node_modules", "node", "bin", "node"];
  return find("node", { paths: [join(realPartsFolder(env), ...inside)], env });
}

function find(
  part: "k6" | "node" | "synapse",
  options: { paths: string[]; env: Environment },
): string {
  const found = options.paths.find(isProgram);
  if (found !== undefined) return found;
  const folder = realPartsFolder(options.env);
  throw new BridgeProblem(
    `${part} is not installed: ${options.paths[0]} is not there`,
    `Run \`npm run setup:real -- ${part}\` in the project's folder, which installs it into ` +
      `${folder}, or set RASHOMON_REAL_DIR to the folder of an earlier set-up.`,
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
