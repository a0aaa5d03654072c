// A report in all its forms, and what is left of it where it cannot be written.
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { judgeLoad } from "../../../../loadtest/federation/report/index.ts";
import { reportFederation } from "../../../../sim/cli/federation/federation-report.ts";
import { Output } from "../../../../sim/cli/output.ts";
import { Problem } from "../../../../sim/cli/problem.ts";
import { carriedLoad } from "../../../loadtest/federation/made-results.ts";
import { temporaryFolder } from "../call.ts";

/** Reports a load into a folder; the output of the command, or the problem, and both. */
function report(folder: string, json = false): { code?: number; problem?: Problem; out: string } {
  let out = "";
  const write = (text: string) => void (out += text);
  const io = { out: write, err: () => {}, input: process.stdin, terminal: false };
  const parts = {
    ...{ verb: "send", result: carriedLoad, judgement: judgeLoad(carriedLoad, []) },
    ...{ page: "<html>", text: "100 PDUs sent\n", again: "rashomon federation send", folder },
    ...{ secrets: ["hidden"], beside: [[join(folder, "trace"), Buffer.from("t")]] as const },
  };
  try {
    return { code: reportFederation(parts, new Output(io, { json, quiet: false })), out };
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    return { problem: thrown, out };
  }
}

test("a report is a page, an object, JUnit, what is beside them, and a text", () => {
  const folder = temporaryFolder();
  const { code, out } = report(folder);
  expect(code).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(["junit.xml", "report.html", "report.json", "trace"]);
  expect(out).toContain("100 PDUs sent");
  expect(out).toContain(`open ${folder}/report.html`);
  const object = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
  expect(object).toMatchObject({ command: "federation send", outcome: "held" });
});

test("what was measured is shown also where it cannot be written, and then the obstacle is told", () => {
  const folder = join(temporaryFolder(), "full");
  mkdirSync(folder);
  symlinkSync("/dev/full", join(folder, "report.html"));
  const { problem, out } = report(folder);
  expect(problem?.message).toContain("the disk is full");
  expect(out).toContain("100 PDUs sent");
  expect(out).not.toContain("open ");
  const shown = JSON.parse(report(folder, true).out);
  expect(shown).toMatchObject({ outcome: "held", pdus: { sent: 100 } });
  expect(shown).not.toHaveProperty("files");
});
