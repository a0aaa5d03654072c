// `rashomon view` from file to page.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { Options } from "../../../../sim/cli/command.ts";
import { readRoom } from "../../../../sim/cli/room/read-room.ts";
import { roomRecords } from "../../../../sim/run/index.ts";
import { writeTrace } from "../../../../sim/trace/index.ts";
import { gatherModel, readRecords, unpack, type ModelData } from "../../../../viz/model/index.ts";
import { usualRoom } from "../../protocol/room-builder.ts";
import { call, roomFile, temporaryFolder } from "../call.ts";

/** The trace's data inside a page: the longest run of base64. */
function traceIn(page: string): ModelData {
  const runs = page.match(/[A-Za-z0-9+/=]{200,}/g) ?? [];
  for (const run of runs) {
    if (run.startsWith("H4sI")) return unpack(gunzipSync(Buffer.from(run, "base64")));
  }
  throw new Error("no trace in the page");
}

const roomTrace = (file: string) => {
  const room = readRoom(file, new Options({}));
  return writeTrace(roomRecords({ ...room, name: basename(file) }));
};

function dataOf(trace: string): ModelData {
  const reading = readRecords(trace);
  if (!reading.ok) throw new Error(reading.message);
  return gatherModel(reading.records);
}

test("a room file becomes a page with its trace", async () => {
  const file = roomFile(usualRoom("11").events);
  const page = join(temporaryFolder(), "room.html");
  const { code, out } = await call(["view", file, "-o", page, "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ command: "view", from: "room", page });
  expect(traceIn(readFileSync(page, "utf8"))).toEqual(dataOf(roomTrace(file)));
});

test("a trace becomes a page as it is, plain or gzipped", async () => {
  const folder = temporaryFolder();
  const trace = roomTrace(roomFile(usualRoom("12").events));
  for (const [name, content] of [
    ["t.ndjson", trace],
    ["t.ndjson.gz", gzipSync(trace)],
  ] as const) {
    writeFileSync(join(folder, name), content);
    const page = join(folder, `${name}.html`);
    const { code, out } = await call(["view", join(folder, name), "-o", page]);
    expect(code).toBe(0);
    expect(out).toContain(`open file://${page}`);
    expect(traceIn(readFileSync(page, "utf8"))).toEqual(dataOf(trace));
    // A trace has no need of a dialect, but a misspelt one is not passed over.
    const misspelt = await call(["view", join(folder, name), "-o", page, "--dialect", "mine"]);
    expect([misspelt.code, misspelt.err]).toEqual([2, expect.stringContaining("--dialect cannot")]);
  }
});

test("a trace with a bad record is refused with its line", async () => {
  const trace = roomTrace(roomFile(usualRoom("11").events));
  const file = join(temporaryFolder(), "t.ndjson");
  writeFileSync(file, trace.replace('"kind":"event"', '"kind":"evnt"'));
  const { code, err } = await call(["view", file]);
  expect(code).toBe(2);
  expect(err).toMatch(/t\.ndjson:2: /);
});

test("a file that is neither is refused", async () => {
  const file = join(temporaryFolder(), "x.txt");
  writeFileSync(file, "hello\n");
  expect((await call(["view", file])).code).toBe(2);
});

test("a name that ends in .svg asks for the picture; an instant and a filter go with it", async () => {
  const file = roomFile(usualRoom("11").events);
  const out = join(temporaryFolder(), "room.svg");
  expect((await call(["view", file, "-o", out])).code).toBe(0);
  expect(readFileSync(out, "utf8")).toMatch(/^<svg .*joins/s);
  const some = await call(["view", file, "--text", "--filter", "-type:member", "--at", "1s"]);
  expect(some.out).not.toContain("joins");
  expect(some.out).toMatch(/hidden: \d+ of \d+ events \(-type:member hides \d+/);
});

test("what has no meaning for a page, or is no time, is refused with what to do", async () => {
  const file = roomFile(usualRoom("11").events);
  for (const words of [
    ["--at", "12s"],
    ["--filter", "is:state"],
    ["--text", "--at", "noon"],
    ["--dialect", "mine"],
  ]) {
    const { code, err } = await call(["view", file, ...words]);
    expect(code).toBe(2);
    expect(err).toContain("→");
  }
});
