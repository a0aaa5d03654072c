// `rashomon replay` from a room file to verdicts, files and messages.
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { haveVectors, vectorPath, vectorText } from "../../../vectors.ts";
import { linesOf, smallRoom } from "../../import/small-room.ts";
import { ada, bob, usualRoom } from "../../protocol/room-builder.ts";
import { realRoomNames } from "../../run/real-rooms.ts";
import { call, lineOf, roomFile, temporaryFolder } from "../call.ts";

/** Replays into a folder of its own. */
async function replay(file: string, ...argv: string[]) {
  const folder = join(temporaryFolder(), "run");
  const ended = await call(["replay", file, ...argv, "--out", folder]);
  return { ...ended, folder };
}

async function report(file: string, ...argv: string[]) {
  const { code, out, err } = await replay(file, ...argv, "--json");
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out) as {
    converged: boolean;
    servers: { name: string; asAllAtOnce: boolean }[];
    counters: { deliveries: number };
    hash: string;
    files: Record<string, string>;
  };
}

const room = () => roomFile(usualRoom("11").events);

test("the report holds the verdicts of the checks and the rate of deliveries", async () => {
  const found = (await report(room())) as unknown as {
    verdicts: { check: string; result: string }[];
    counters: { deliveriesPerSecond: number };
  };
  expect(found.verdicts.map(({ check, result }) => [check, result])).toEqual([
    ["converges", "held"],
    ["delivery", "held"],
  ]);
  expect(found.counters.deliveriesPerSecond).toBeGreaterThan(0);
  const judged = await replay(room(), "--referee");
  expect(judged.out).toMatch(/✓ held {4}auth-held/);
  const trace = gunzipSync(readFileSync(join(judged.folder, "trace.ndjson.gz"))).toString();
  expect(trace).toContain('"standsFor":["a.test"]');
});

test("an event over the limits is refused with its line, and inspect still reads the file", async () => {
  const events = smallRoom().map((event) => JSON.stringify(event));
  const big = events.with(3, events[3].replace('"left"', `"${"x".repeat(70_000)}"`));
  const file = join(temporaryFolder(), "room.ndjson");
  writeFileSync(file, big.join("\n"));
  for (const command of ["replay", "resolve"]) {
    const { code, out, err } = await call([command, file]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/room.ndjson:4: \S+ is over the limits of events: The event has \d+ bytes/);
    expect(err).toContain("→ No server takes such events");
  }
  const { code, out } = await call(["inspect", file]);
  expect(code).toBe(0);
  expect(out).toMatch(/over-limits × 1 \(first in line 4\): The event has \d+ bytes/);
});

test("a room goes through virtual servers, and all that a run leaves is written", async () => {
  const found = await report(room(), "--servers", "3", "--faults", "isolate-one");
  expect(found).toMatchObject({ command: "replay", converged: true, seed: "1" });
  expect(found.servers.map((server) => server.asAllAtOnce)).toEqual([true, true, true]);
  expect(found.counters.deliveries).toBeGreaterThan(0);
  for (const file of Object.values(found.files)) expect(existsSync(file)).toBe(true);
  expect(readdirSync(found.files.folder)).toHaveLength(5);
});

test("the same seed gives the same hash, also from a gzipped file", async () => {
  const file = room();
  const packed = `${file}.gz`;
  writeFileSync(packed, gzipSync(readFileSync(file)));
  const { hash } = await report(file, "--seed", "4");
  expect((await report(file, "--seed", "4")).hash).toBe(hash);
  expect((await report(packed, "--seed", "4")).hash).toBe(hash);
  expect((await report(file, "--seed", "5")).hash).not.toBe(hash);
});

test("the text says of each server for whom it stands and how it ended", async () => {
  const story = usualRoom("11");
  story.member(bob, "ban", { by: ada });
  story.state("m.room.topic", { topic: "without bob" });
  const { code, out } = await replay(roomFile(story.events), "--faults", "none");
  expect(code).toBe(0);
  expect(out).toContain("✓ v1 (a.test): has the state that resolving everything at once gives");
  expect(out).toMatch(/✗ v2 \(b\.test\): differs at 1 slots: .+ nothing is sent to it/);
  expect(out).toContain("converged: all servers in the room agree");
});

test("what cannot converge ends in code 3", async () => {
  const story = usualRoom("11");
  story.say(bob, { prev: ["$gone"], auth: ["$create", "$levels", "$bob"] });
  const { code, out } = await replay(roomFile(story.events));
  expect(code).toBe(3);
  expect(out).toContain("1 never sent");
});

/** Ends in code 2 with a message of two lines that holds these words, and writes nothing. */
async function refused(file: string, argv: readonly string[], ...words: string[]) {
  const { code, out, err, folder } = await replay(file, ...argv);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/^rashomon: .+\n {2}→ .+\n$/);
  for (const word of words) expect(err).toContain(word);
  expect(existsSync(folder)).toBe(false);
}

test.each<[string[], ...string[]]>([
  [["--servers", "0"], "--servers", "from 1 to 1000"],
  [["--servers", "abc"], "--servers", "from 1 to 1000"],
  [["--faults", "flood"], "--faults", "halves, isolate-one, ring, none"],
  [
    ["--policy", "kind"],
    "--policy",
    "synapse, synapse-to-the-letter, synapse-mended, synapse-1.15, minimal",
  ],
  [["--room-version", "99"], "--room-version", "1 to 12"],
  [["--as-received"], "room.meta.json: --as-received needs this file", "beside the room"],
])("wrong words are explained: %j", async (argv, ...words) => {
  await refused(room(), argv, ...words);
});

test("a room without its beginning cannot be replayed, and says so", async () => {
  const [, ...rest] = usualRoom("11").events;
  const words = ["m.room.create event is missing", "rashomon inspect"];
  await refused(roomFile(rest), ["--room-version", "11"], ...words);
});

describe("a room file that is none", () => {
  const lines = () => usualRoom("11").events.map(lineOf);
  const fileOf = (content: string | Uint8Array) => {
    const file = join(temporaryFolder(), "room.ndjson");
    writeFileSync(file, content);
    return file;
  };
  /** The room with its fourth line changed. */
  const spoilt = (change: (line: string) => string) =>
    fileOf(
      lines()
        .map((line, n) => (n === 3 ? change(line) : line))
        .join("\n"),
    );
  const inContent = (text: string) => (line: string) =>
    line.replace('"content":{', `"content":{"a":${text},`);

  test.each<[string, () => string, string]>([
    ["missing", () => join(temporaryFolder(), "no.ndjson"), "there is no such file"],
    ["a folder", () => temporaryFolder(), "this is a folder"],
    ["empty", () => fileOf(""), "the file is empty"],
    ["binary", () => fileOf(new Uint8Array([7, 0, 1])), "this is a binary file"],
    ["cut off", () => fileOf(lines().join("\n").slice(0, -20)), "room.ndjson:6:"],
    ["with half a character", () => fileOf(Buffer.from("{}\n\xff", "latin1")), "room.ndjson:2:"],
    [
      "with a line of 100 MB",
      () => spoilt(inContent(`"${"x".repeat(100_000_000)}"`)),
      "room.ndjson:4: Line 4 has 1000",
    ],
    [
      "with JSON 100,000 deep",
      () => spoilt(inContent(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)),
      "room.ndjson:4:",
    ],
    ["of an unknown version", () => fileOf(lines()[0].replace('"11"', '"99"')), '"99"'],
  ])("%s", async (_what, make, words) => {
    await refused(make(), [], words);
  });

  test("keys named `__proto__` are data like any other", async () => {
    const dirty = spoilt((line) => line.replace("{", '{"__proto__":{"polluted":1},'));
    expect((await replay(dirty)).code).toBe(0);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

test("a dialect is asked for with --as-received only", async () => {
  const { code, err } = await call([
    "replay",
    roomFile(usualRoom("11").events),
    "--dialect",
    "spec",
  ]);
  expect([code, err]).toEqual([2, expect.stringContaining("Add --as-received")]);
});

test("somebody's folder is not replaced", async () => {
  const foreign = temporaryFolder();
  writeFileSync(join(foreign, "diary.txt"), "mine");
  const { code, err } = await call(["replay", room(), "--out", foreign]);
  expect(code).toBe(2);
  expect(err).toContain("it holds diary.txt");
  expect(readFileSync(join(foreign, "diary.txt"), "utf8")).toBe("mine");
});

describe("as received", () => {
  const events = smallRoom();
  const ids = events.map((event) => event.event_id as string);
  const server = (extremities: string[]) => ({
    ...{ name: "a.test", in_room: true, forward_extremities: extremities },
    events: ids.map((id, n) => ({ id, stream: n + 1, received_ts: n, outlier: false })),
  });

  /** A room file with a record of what its server received. */
  function recorded(perServer: unknown, name = "room"): string {
    const folder = temporaryFolder();
    const meta = { format: "real-synapse/1", room_version: "11", per_server: perServer };
    writeFileSync(join(folder, `${name}.meta.json`), JSON.stringify({ ...meta, servers: [] }));
    writeFileSync(join(folder, `${name}.ndjson`), linesOf(events));
    return join(folder, `${name}.ndjson`);
  }

  test("signatures without a known key are told and are code 1", async () => {
    const { code, out } = await call(["replay", recorded([server([ids[5]])]), "--as-received"]);
    expect(code).toBe(1);
    expect(out).toContain("6 events: 0 IDs or hashes differ, 0 signatures hold, 6 do not");
    expect(out).toContain("extremities equal");
  });

  test("the record of another room, and one without servers, are explained", async () => {
    const stranger = { ...server([]), events: [{ id: "$x", stream: 1, received_ts: 1 }] };
    for (const [perServer, words] of [
      [[stranger], "a.test received $x, which"],
      [[server(["$gone"])], "a.test received $gone, which"],
      [[], "no server is in it"],
    ] as const) {
      await refused(recorded(perServer), ["--as-received"], "room.meta.json: ", words);
    }
  });

  test("the record is found beside the room, gzipped or with dots in its folder", async () => {
    const file = recorded([server([ids[5]])], "a.room");
    const packed = `${file}.gz`;
    writeFileSync(packed, gzipSync(readFileSync(file)));
    expect((await call(["replay", packed, "--as-received"])).err).toBe("");
  });
});

describe.runIf(haveVectors)("files of others", () => {
  test.each(realRoomNames)(
    "%s as received: IDs, hashes, signatures and states hold",
    async (name) => {
      const file = vectorPath("real-synapse", `${name}.ndjson`);
      const { code, out } = await call(["replay", file, "--as-received", "--json"]);
      const found = JSON.parse(out) as { signatures: object; hashes: number; rejected: number };
      expect(code).toBe(0);
      expect(found).toMatchObject({ signatures: { invalid: 0 }, hashes: 0, rejected: 0 });
    },
  );

  test("--dialect lists where it parts from Synapse's", async () => {
    const file = vectorPath("real-synapse", "join-race-v11.ndjson");
    const { code, out } = await call(["replay", file, "--as-received", "--dialect", "spec"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^1 of \d+ merges differ under spec, from the same states\nat \$/);
  });

  test("a signature that was tampered with is found", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "duel.ndjson");
    const text = vectorText("real-synapse", "duel-v11.ndjson");
    writeFileSync(
      file,
      text.replace(/("ed25519:[^"]+":")(.)/, (_, key: string, c: string) => {
        return key + (c === "A" ? "B" : "A");
      }),
    );
    const meta = vectorPath("real-synapse", "duel-v11.meta.json");
    copyFileSync(meta, join(folder, "duel.meta.json"));
    const { code, out } = await call(["replay", file, "--as-received", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ signatures: { valid: 206, invalid: 1 } });
  });

  test("a TARDIS scenario can be inspected, resolved and replayed", async () => {
    const file = vectorPath("tardis", "simple.json");
    for (const command of ["inspect", "resolve"]) {
      const { code, out, err } = await call([command, file, "--json"]);
      expect([command, code, err]).toEqual([command, 0, ""]);
      expect(JSON.parse(out)).toMatchObject({ command });
    }
    expect(await report(file)).toMatchObject({ converged: true });
  });

  test("an excerpt of a room is inspected with its gaps, and replay names what is missing", async () => {
    const file = vectorPath("rezzy-res", "real_v12_partial_dag_small.jsonl");
    const argv = ["--room-version", "12"];
    const { code, out } = await call(["inspect", file, ...argv]);
    expect(code).toBe(0);
    expect(out).toMatch(/gaps: +\d+ events are cited but missing/);
    await refused(file, argv, "the room's m.room.create event is missing");
    await refused(file, [], "names the room's version", "--room-version");
  });
});
