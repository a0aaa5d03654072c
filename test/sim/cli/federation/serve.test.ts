import { expect, test } from "vitest";
import { call } from "../call.ts";

test("origins start, host a room that all of them are in, and end in time", async () => {
  const { code, out, err } = await call([
    "serve",
    "--count",
    "3",
    "--port",
    "0",
    "--for",
    "0",
    "--json",
  ]);
  expect([code, err]).toEqual([0, ""]);
  const result = JSON.parse(out);
  expect(result).toMatchObject({ command: "serve", origins: { length: 3 } });
  expect(result.room).toMatch(/^!/);
});

test("people are told how to join", async () => {
  const { err } = await call(["serve", "--count", "1", "--port", "0", "--for", "0"]);
  expect(err).toContain("#rashomon:127.0.1.1");
});

test("wrong routes, manners and joins are problems", async () => {
  for (const argv of [
    ["--route", "x"],
    ["--route", "a=http://example.org"],
    ["--manner", "1=rude"],
    ["--manner", "9=slow"],
    ["--join", "!a:b"],
    ["--join", "!a:b", "--via", "127.0.0.1:1"],
    ["--count", "3000"],
    ["--room-version", "99"],
  ]) {
    const { code, err } = await call(["serve", "--port", "0", "--for", "0", ...argv]);
    expect([argv, code]).toEqual([argv, 2]);
    expect(err).toContain("→");
  }
});

test("all wrong options are told at once, and none that is wrong only because another was left out", async () => {
  const wrong = [
    "--port",
    "x",
    "--for",
    "-1",
    "--route",
    "x",
    "--join",
    "!a:b",
    "--manner",
    "1=rude",
  ];
  const { code, err } = await call(["serve", ...wrong, "--count", "0"]);
  expect(code).toBe(2);
  expect(
    err
      .match(/^rashomon: --\w+/gm)
      ?.map((text) => text.slice(10))
      .sort(),
  ).toEqual(["--count", "--for", "--join", "--manner", "--port", "--route"]);
  // Of the usual three none is the ninth.
  const many = await call(["serve", "--count", "3000", "--manner", "9=slow"]);
  expect(many.err.match(/^rashomon: .*/gm)).toEqual(['rashomon: --count cannot be "3000"']);
});
