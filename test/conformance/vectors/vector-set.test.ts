// The vectors hold: they follow their schema, catch every mistake twice, come out the same from the
// same seed, and say what other code of this project finds. Of three versions here; `rashomon
// vectors` makes those of all and fails where a mistake is missed.
import { createHash } from "node:crypto";
import Schema from "typebox/schema";
import { describe, expect, test } from "vitest";
import { importRoom } from "../../../sim/import/index.ts";
import { nodeVerifier } from "../../../sim/bridge/ed25519.ts";
import { contentHashHolds, eventId } from "../../../sim/protocol/event-hash.ts";
import type { Pdu } from "../../../sim/protocol/event.ts";
import { parseJson, type JsonObject } from "../../../sim/protocol/json.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";
import { RoomGraph } from "../../../sim/protocol/room-graph.ts";
import { verifyEvent } from "../../../sim/protocol/signing.ts";
import { resolve } from "../../../sim/protocol/state-res/index.ts";
import { mistakes, mistakesIn } from "../../reference/mistakes.ts";
import { randomRoom } from "../../reference/random-room.ts";
import { resolveMistaken } from "../../reference/mistaken-resolver.ts";
import { referee } from "../../reference/index.ts";
import { slotKey } from "../../../sim/check/referee.ts";
import { signerOf } from "./keys.ts";
import { vectorSchema } from "./schema.ts";
import { vectorSet } from "./vector-set.ts";

const versions = ["1", "6", "12"];
const { files, caught, missed } = vectorSet({ seed: 1, versions });
const read = (path: string): JsonObject => {
  const result = parseJson(files.get(path) ?? "");
  if (!result.ok) throw new Error(`${path}: ${result.problem.message}`);
  return result.value as JsonObject;
};
const paths = [...files.keys()].filter((path) => path !== "schema.json");
const rooms = paths.filter((path) => path.startsWith("rooms/"));

test("every mistake is caught by two rooms", () => {
  expect(missed).toEqual([]);
  expect(Object.keys(caught).sort()).toEqual(Object.keys(mistakes).sort());
});

test("a resolver that makes no mistake is the twin", () => {
  for (const version of ["1", "2", "9", "12"] as const) {
    for (let seed = 0; seed < 60; seed++) {
      const room = randomRoom({ seed, version });
      const pdus = new Map(room.events.map(({ id, pdu }) => [id, pdu]));
      const get = (id: string) => pdus.get(id);
      const rejected = (id: string) => room.rejected.includes(id);
      const states = room.stateSets.map(
        (ids) => new Map(ids.map((id) => [slotKey(get(id)!.type, get(id)!.state_key!), id])),
      );
      const right = referee.resolve({ version, dialect: "spec", states, get, rejected });
      const made = { version: Number(version), get, rejected, mistake: undefined };
      expect([...resolveMistaken(made, states).values()].sort()).toEqual(
        [...right.values()].sort(),
      );
    }
  }
});

test("every version can make some mistakes, and only its own", () => {
  expect(mistakesIn(1)).toHaveLength(5);
  expect(mistakesIn(12)).toContain("no-subgraph");
  expect(mistakesIn(11)).not.toContain("no-subgraph");
  expect(mistakesIn(11)).toContain("starts-from-nothing");
});

test.each(paths)("%s follows the schema", (path) => {
  // Numbers that JSON.parse rounds are numbers to the schema all the same.
  const value: unknown = JSON.parse((files.get(path) ?? "").replaceAll("1e400", "1"));
  const [, errors] = Schema.Errors(vectorSchema, value);
  expect(errors).toEqual([]);
});

test("a file that is no vector does not follow the schema", () => {
  const spoilt = { ...(JSON.parse(files.get(rooms[0]) ?? "") as object), heads: 1 };
  expect(Schema.Check(vectorSchema, spoilt)).toBe(false);
});

describe.each(rooms)("%s", (path) => {
  const file = read(path);
  const version = roomVersion(String(file.room_version));

  test("has true IDs, content hashes and signatures", () => {
    const events = file.events as unknown as readonly Pdu[];
    const keys = new Map(
      ["a.test", "b.test", "c.test", "d.test"].map((server) => [
        server,
        new Map([["ed25519:1", signerOf(server).publicKey]]),
      ]),
    );
    for (const pdu of events) {
      expect(eventId(pdu, version)).toBe(pdu.event_id);
      expect(contentHashHolds(pdu, version)).toBe(true);
      expect(verifyEvent(pdu, version, nodeVerifier(keys))).toEqual({ ok: true });
    }
  });

  test("is read as a room file, and resolves as it says", () => {
    const imported = importRoom(files.get(path) ?? "", { fileName: "room.json" });
    if (!imported.ok) throw new Error(imported.problem.message);
    const { events, stateSets = [], expectedState } = imported.room;
    const graph = RoomGraph.of(version, events);
    const states = stateSets.map((ids) => graph.stateOf(ids.map((id) => graph.indexOf(id))));
    const { rejected } = file.verdicts as { rejected: JsonObject };
    const isRejected = (event: number) => Object.hasOwn(rejected, graph.id(event));
    const found = resolve(graph, states, { rejected: isRejected });
    expect(graph.stateIds(found)).toEqual(expectedState);
  });
});

test("the manifest has the hash of every other file", () => {
  const { files: hashes } = read("manifest.json") as unknown as { files: Record<string, string> };
  expect(Object.keys(hashes).sort()).toEqual(
    [...files.keys()].filter((p) => p !== "manifest.json").sort(),
  );
  for (const [path, hash] of Object.entries(hashes)) {
    expect(
      createHash("sha256")
        .update(files.get(path) ?? "")
        .digest("hex"),
    ).toBe(hash);
  }
});

test("the same seed gives the same bytes, another seed other rooms", () => {
  const again = vectorSet({ seed: 1, versions: ["1"] }).files;
  const other = vectorSet({ seed: 2, versions: ["1"] }).files;
  const path = "rooms/v1-01.json";
  expect(again.get(path)).toBe(files.get(path));
  expect(other.get(path)).not.toBe(files.get(path));
  expect(other.get("events/v1.json")).toBe(files.get("events/v1.json"));
  // In another process as well: nothing is drawn when the program starts.
  const sha256 = (file: string) =>
    createHash("sha256")
      .update(files.get(file) ?? "")
      .digest("hex");
  expect(sha256("rules/v12.json")).toBe(
    "f572f374c328047b3a4c692de13d868224a9d40c80fef06c720827e19220e762",
  );
});
