// Finding a browser, and what is said where there is none or it fails. Drawing itself is proved with
// a real one in test/real/view-share.test.ts.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findChromium, pngOfSvg } from "../../../../sim/cli/view/chromium.ts";
import { Problem } from "../../../../sim/cli/problem.ts";
import { temporaryFolder } from "../call.ts";

const svg = (height: number) => `<svg xmlns="x" width="10" height="${height}"></svg>`;

/** A program that stands for a browser. */
function program(script: string): NodeJS.ProcessEnv {
  const path = join(temporaryFolder(), "chromium");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return { PATH: process.env["PATH"], CHROMIUM: path };
}

test("the variable wins, and must name a file that is there", () => {
  const environment = program("exit 0");
  expect(findChromium(environment)).toBe(environment["CHROMIUM"]);
  expect(findChromium({ CHROMIUM: "/nowhere/chromium" })).not.toBe("/nowhere/chromium");
});

test("what it draws comes back; size and own profile are asked for", () => {
  const echo =
    'for each; do case $each in --screenshot=*) printf "%s" "$*" > "${each#*=}";; esac; done';
  const drawn = Buffer.from(pngOfSvg(svg(40), program(echo))).toString();
  expect(drawn).toContain("--window-size=10,40");
  expect(drawn).toMatch(/--user-data-dir=\S+/);
  expect(drawn).toMatch(/file:\/\/\S+picture\.svg$/);
});

test("a picture that is too high, and a browser that fails, are problems with a remedy", () => {
  expect(() => pngOfSvg(svg(20_000), program("exit 0"))).toThrow(/20000 pixels high/);
  const failing = program("echo no display >&2; exit 3");
  expect(() => pngOfSvg(svg(10), failing)).toThrow(/drew no picture: no display/);
  expect(() => pngOfSvg(svg(10), program("exit 3"))).toThrow(/code 3/);
  expect(() => pngOfSvg(svg(10), failing)).toThrow(Problem);
});
