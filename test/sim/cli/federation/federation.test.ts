// The command without a target: what it says to wrong input, before anything is sent.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Options } from "../../../../sim/cli/command.ts";
import { signedLoadPlan } from "../../../../sim/cli/federation/federation-send.ts";
import { call, temporaryFolder } from "../call.ts";

test("wrong words, numbers, files and targets are problems", async () => {
  const dir = temporaryFolder();
  const secret = join(dir, "secret");
  writeFileSync(secret, "s\n");
  const at = (url: string) => ["--target", url, "--registration-secret", secret];
  for (const argv of [
    ["go"],
    ["send", "--dir", dir],
    ["send", "--target", "http://127.0.0.1:1"],
    ["send", ...at("http://127.0.0.1:1")],
    ["send", ...at("https://example.org")],
    ["send", ...at("nowhere")],
    ["send", "--flood", "--outstanding", "5"],
    ["send", "--pdus", "51"],
    ["send", "--edus", "101"],
    ["send", "--rate", "100000"],
    ["send", "--origins", "5", "--rooms", "6"],
    ["send", "--driver", "locust"],
    ["send", "--before", "--rate", "5000", "--duration", "3600"],
    ["fan-out", "--away", "50", "--origins", "50"],
    ["verify"],
    ["verify", "no-such-story"],
    ["export"],
    ["export", "!room:x", "--dir", dir],
  ]) {
    const { code, err } = await call(["federation", ...argv]);
    expect([argv, code]).toEqual([argv, 2]);
    expect(err).toContain("→");
  }
});

test("a plan is completed by defaults; k6 sends only what was signed before", () => {
  const plan = (values: Record<string, unknown>) => signedLoadPlan(new Options(values));
  expect(plan({})).toMatchObject({ origins: 10, rooms: 10, outstandingMax: 80, signing: "live" });
  expect(plan({ driver: "k6" })).toMatchObject({ signing: "before" });
  expect(plan({ flood: true, duration: "5s" })).toMatchObject({
    ...{ outstandingMax: undefined, durationMs: 5_000 },
  });
  expect(plan({ manner: ["2=slow"] }).manners).toEqual(new Map([[1, "slow"]]));
  // k6 replays what was signed, once.
  expect(() => plan({ driver: "k6", manner: ["2=retrying"] })).toThrow(
    "no origin of it is retrying",
  );
  expect(plan({ manner: ["2=retrying"] }).manners.size).toBe(1);
});

const toldBy = async (argv: readonly string[]) => {
  const { code, err } = await call(["federation", ...argv]);
  expect(code).toBe(2);
  return err.match(/^rashomon: .*/gm) ?? [];
};

test.each(["send", "fan-out"])(
  "%s tells all that is wrong at once, the target too",
  async (verb) => {
    const wrong = ["--rate", "x", "--slo", "y", "--origin-host", "/", "--target", "nowhere"];
    expect(await toldBy([verb, ...wrong])).toEqual([
      expect.stringContaining("--rate"),
      expect.stringContaining('"y" is no threshold'),
      expect.stringContaining("--origin-host"),
      expect.stringContaining("nowhere"),
    ]);
  },
);

test("verify tells all that is wrong at once, the story's options too", async () => {
  const wrong = ["--rate", "x", "--port", "99999", "--room-version", "99", "--servers", "0"];
  const elsewhere = ["--origin-host", "/", "--target", "nowhere"];
  const options = [/--rate/, /--port/, /"99" is unknown/, /--servers/, /--origin-host/, /nowhere/];
  expect(await toldBy(["verify", "netsplit-ban", ...wrong, ...elsewhere])).toEqual(
    options.map((option) => expect.stringMatching(option)),
  );
  // A story that nobody knows has no options.
  expect(await toldBy(["verify", "no-such-story", ...wrong])).toHaveLength(2);
});

test("a live page is closed where the story cannot be told", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  const argv = [
    "verify",
    "netsplit-ban",
    "--target",
    "http://127.0.0.1:9",
    "--serve",
    "--out",
    file,
  ];
  const { code, err } = await call(["federation", ...argv]);
  expect([code, err]).toEqual([2, expect.stringContaining("part of this path is a file")]);
  const [url = ""] = /http:\S+/.exec(err) ?? [];
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});
