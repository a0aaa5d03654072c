import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { call, temporaryFolder } from "../call.ts";

// What is in the set is tested where it is made; here only where it goes.
const made = vi.hoisted(() => ({ missed: [] as string[] }));
vi.mock("../../../conformance/vectors/vector-set.ts", () => ({
  vectorSet: ({ seed }: { seed: number }) => ({
    files: new Map([
      [`rooms/v1-0${seed}.json`, `{"seed":${seed}}\n`],
      [
        "manifest.json",
        JSON.stringify({ format: "rashomon-vectors/1", files: { [`rooms/v1-0${seed}.json`]: "" } }),
      ],
    ]),
    caught: { "no-pull-in": ["v1-01"] },
    missed: made.missed,
  }),
}));

test("the files are written, and counted", async () => {
  const out = join(temporaryFolder(), "set");
  const { code, out: text } = await call(["vectors", "--out", out, "--seed", "7"]);
  expect(code).toBe(0);
  expect(text).toContain(`2 files in ${out}: 1 rooms`);
  expect(text).toMatch(/no-pull-in +1 rooms/);
  expect(existsSync(join(out, "rooms/v1-07.json"))).toBe(true);
});

test("a second set replaces the first, and what is not the first's stays", async () => {
  const out = join(temporaryFolder(), "set");
  await call(["vectors", "--out", out, "--seed", "7"]);
  writeFileSync(join(out, "rooms/mine.json"), "mine");
  expect((await call(["vectors", "--out", out, "--seed", "8"])).code).toBe(0);
  expect(readdirSync(join(out, "rooms")).sort()).toEqual(["mine.json", "v1-08.json"]);
});

test("a folder with something else in it is left alone unless forced", async () => {
  const out = join(temporaryFolder(), "mine");
  mkdirSync(out);
  writeFileSync(join(out, "notes.txt"), "mine");
  // Many things have a file of this name.
  writeFileSync(join(out, "manifest.json"), '{"name":"an app"}');
  const { code, err } = await call(["vectors", "--out", out]);
  expect(code).toBe(2);
  expect(err).toContain("--force");
  expect(existsSync(join(out, "rooms"))).toBe(false);
  expect((await call(["vectors", "--out", out, "--force"])).code).toBe(0);
  expect(existsSync(join(out, "notes.txt"))).toBe(true);
});

test("a mistake that no two rooms catch is a broken check", async () => {
  made.missed = ["no-pull-in"];
  const { code, out } = await call(["vectors", "--out", join(temporaryFolder(), "set")]);
  made.missed = [];
  expect(code).toBe(1);
  expect(out).toContain("too few rooms catch no-pull-in");
});

test("a seed that is none is refused", async () => {
  const { code, err } = await call(["vectors", "--seed", "x"]);
  expect(code).toBe(2);
  expect(err).toContain("--seed");
});
