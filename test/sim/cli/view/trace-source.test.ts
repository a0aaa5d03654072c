// A trace file is opened as a stream; one beyond the limit is shown in part, and that is said.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { Options } from "../../../../sim/cli/command.ts";
import { Output } from "../../../../sim/cli/output.ts";
import { openText, openTrace } from "../../../../sim/cli/view/trace-source.ts";
import { writeTrace } from "../../../../sim/trace/index.ts";
import { syntheticTrace } from "../../../viz/synthetic-trace.ts";
import { temporaryFolder } from "../call.ts";

const text = writeTrace(syntheticTrace({ events: 2_000 }));

function world() {
  let said = "";
  const input = (async function* () {})();
  const io = {
    out: () => undefined,
    err: (words: string) => (said += words),
    input,
    terminal: true,
  };
  const output = new Output(io, { json: false, quiet: false });
  return { call: { options: new Options({}), output }, said: () => said };
}

function fileOf(content: string | Uint8Array): string {
  const file = join(temporaryFolder(), "t.ndjson");
  writeFileSync(file, content);
  return file;
}

test("plain or gzipped, a trace opens as its text does, with progress for who watches", async () => {
  for (const content of [text, gzipSync(text)]) {
    const { call, said } = world();
    const opened = await openTrace(fileOf(content), call);
    expect(opened).toEqual(openText({ from: "trace", text, records: opened.records }));
    expect(opened.records).toBe(text.trimEnd().split("\n").length);
    expect(said()).toContain("… 50 %");
  }
});

test("a trace beyond the limit is shown as far as it goes, and what it lacks is said", async () => {
  const { call, said } = world();
  const opened = await openTrace(fileOf(text), call, { bytesMax: 1_100_000 });
  expect(opened.records).toBeLessThan(text.split("\n").length - 1);
  expect(said()).toMatch(/the trace goes on: only its first \d+ lines/);
});

test("a bad record, and a file that was cut off, are problems with a place and a remedy", async () => {
  const { call } = world();
  const bad = fileOf(text.replace('"kind":"event"', '"kind":"evnt"'));
  await expect(openTrace(bad, call)).rejects.toMatchObject({ parts: { line: 3 } });
  const cut = fileOf(gzipSync(text).subarray(0, 20_000));
  await expect(openTrace(cut, call)).rejects.toMatchObject({
    message: expect.stringMatching(/cut off/) as string,
  });
});
