import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { call, temporaryFolder } from "../call.ts";

async function run(): Promise<{ trace: string; event: string }> {
  const folder = join(temporaryFolder(), "run");
  await call(["run", "netsplit-ban", "-o", folder]);
  const trace = join(folder, "trace.ndjson.gz");
  const { out } = await call(["view", trace, "--as", "tardis"]);
  const { events } = JSON.parse(out) as { events: { event_id: string; content: object }[] };
  const ban = events.find(({ content }) => JSON.stringify(content).includes('"membership":"ban"'));
  return { trace, event: ban?.event_id ?? "" };
}

test("a report is cut to what is around an event, without names and words, and opens there", async () => {
  const { trace, event } = await run();
  const page = join(temporaryFolder(), "report.html");
  const argv = ["view", trace, "--around", event.slice(1, 9), "--window", "10s", "--redact"];
  const { code, out } = await call([...argv, "-o", page, "--json"]);
  expect(code).toBe(0);
  const { url, records } = JSON.parse(out) as { url: string; records: number };
  expect(url).toMatch(/report\.html#t=14000&e=\d+$/);
  expect(readFileSync(page, "utf8").length).toBeGreaterThan(50_000);
  const text = (await call([...argv, "--text"])).out;
  expect(text).not.toMatch(/carol|alpha|order here/);
  expect(text).toContain("bans @user");
  const whole = JSON.parse((await call(["view", trace, "--json"])).out) as { records: number };
  expect(records).toBeLessThan(whole.records);
});

test("another trace is compared, and other forms are printed", async () => {
  const { trace } = await run();
  expect((await call(["view", trace, "--with", trace])).out).toContain("Both did the same");
  expect((await call(["view", trace, "--as", "svg"])).out).toMatch(/^<svg [^]*<\/svg>\n$/);
  expect(JSON.parse((await call(["view", trace, "--as", "plan"])).out)).toHaveProperty("steps");
});

test("wrong windows and events are named, with what to give instead", async () => {
  const { trace } = await run();
  for (const [argv, words] of [
    [["--window", "10s"], "around what"],
    [["--window", "40s..10s"], "--window cannot be"],
    [["--around", "nothing"], "there is no event"],
    [["--as", "gif"], "Give one of: svg"],
  ] as const) {
    const { code, err } = await call(["view", trace, ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(words);
  }
});
