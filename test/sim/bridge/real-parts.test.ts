import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  k6Path,
  otherNodePath,
  postgresPrograms,
  realPartsFolder,
  synapsePython,
} from "../../../sim/bridge/real-parts.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "rashomon-test-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Puts an executable file there. */
function program(...path: string[]): string {
  const file = join(...path);
  mkdirSync(join(...path.slice(0, -1)), { recursive: true });
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, 0o755);
  return file;
}

test("the folder is the one of the environment, else .real of the project, wherever we are", () => {
  expect(realPartsFolder({ RASHOMON_REAL_DIR: "/parts" })).toBe("/parts");
  const project = resolve(import.meta.dirname, "..", "..", "..");
  const module = join(project, "sim", "bridge", "real-parts.ts");
  const script = `import { realPartsFolder } from "${module}"; console.log(realPartsFolder({}))`;
  const argv = ["--input-type=module", "--eval", script];
  const { stdout } = spawnSync(process.execPath, argv, { cwd: folder(), encoding: "utf8" });
  expect(stdout.trim()).toBe(join(project, ".real"));
});

test("a part that was set up is found, k6 before the one on the PATH", () => {
  const [real, path] = [folder(), folder()];
  const env = { RASHOMON_REAL_DIR: real, PATH: `${path}:/nowhere` };
  const onPath = program(path, "k6");
  expect(k6Path(env)).toBe(onPath);
  const k6 = program(real, "k6", "k6");
  expect(k6Path(env)).toBe(k6);
  const python = program(real, "synapse", "bin", "python");
  expect(synapsePython(env)).toBe(python);
});

test("a missing part is named together with how to get it", () => {
  const env = { RASHOMON_REAL_DIR: folder(), PATH: "" };
  expect(() => k6Path(env)).toThrow("k6 is not installed");
  try {
    synapsePython(env);
    expect.unreachable();
  } catch (thrown) {
    expect(thrown).toMatchObject({ remedy: expect.stringContaining("setup:real -- synapse") });
  }
});

test("a file that may not be run is no program", () => {
  const real = folder();
  mkdirSync(join(real, "k6"));
  writeFileSync(join(real, "k6", "k6"), "");
  expect(() => k6Path({ RASHOMON_REAL_DIR: real })).toThrow("k6 is not installed");
});

test("of PostgreSQLs the newest of the packages is taken, and what the user names before all", () => {
  const [packages, path] = [folder(), folder()];
  const whole = (...folder: string[]) =>
    ["initdb", "postgres", "psql"].map((name) => program(...folder, name));
  whole(path);
  const env = { PATH: path };
  expect(postgresPrograms(env, packages)).toBe(path);
  for (const version of ["9", "15"]) whole(packages, version, "bin");
  program(packages, "17", "bin", "psql");
  expect(postgresPrograms(env, packages)).toBe(join(packages, "15", "bin"));
  expect(postgresPrograms({ ...env, POSTGRES_BIN: path }, packages)).toBe(path);
  const wrong = { ...env, POSTGRES_BIN: packages };
  expect(() => postgresPrograms(wrong, packages)).toThrow(`no initdb is in ${packages}`);
});

test("another Node is the one that was set up, never the one that runs this", () => {
  const real = folder();
  const env = { RASHOMON_REAL_DIR: real };
  expect(() => otherNodePath(env)).toThrow("node is not installed");
  const other = program(real, "node", "node_modules", "node", "bin", "node");
  expect(otherNodePath(env)).toBe(other);
});
