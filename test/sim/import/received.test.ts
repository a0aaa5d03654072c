import { describe, expect, test } from "vitest";
import { importReceived, importRoom } from "../../../sim/import/index.ts";
import { verifyEvent } from "../../../sim/protocol/signing.ts";
import { nodeVerifier } from "../../../sim/bridge/ed25519.ts";
import { haveVectors, vectorText } from "../../vectors.ts";
import { realRoomNames } from "../run/real-rooms.ts";

const meta = {
  format: "real-synapse/1",
  room_version: "11",
  servers: [{ name: "a.test", verify_keys: { "ed25519:1": { key: "abc" }, "ed25519:2": 3 } }],
  per_server: [
    {
      name: "a.test",
      in_room: true,
      forward_extremities: ["$two", 5],
      final_state_hash: "00ff",
      events: [
        { id: "$one", stream: 3, received_ts: 17, outlier: false, state: "ab" },
        { id: "$two", stream: -2, received_ts: 18, outlier: true, soft_failed: true },
        { id: "$three", stream: 4, received_ts: 19, flag_lost: true },
      ],
    },
    { name: "b.test", in_room: false, final_state_hash: null },
  ],
};

function read(value: unknown) {
  const result = importReceived(JSON.stringify(value), "room.meta.json");
  if (!result.ok) throw new Error(result.problem.message);
  return result.received;
}

test("what a server received is read, and a lost flag counts as a soft failure", () => {
  const [a, b] = read(meta).servers;
  const full = { outlier: false, softFailed: false, state: undefined };
  expect(a).toEqual({
    ...{ name: "a.test", inRoom: true, extremities: ["$two"], finalState: "00ff" },
    events: [
      { ...full, id: "$one", stream: 3, receivedMs: 17, state: "ab" },
      { ...full, id: "$two", stream: -2, receivedMs: 18, outlier: true, softFailed: true },
      { ...full, id: "$three", stream: 4, receivedMs: 19, softFailed: true },
    ],
  });
  expect(b).toEqual({
    ...{ name: "b.test", inRoom: false, extremities: [], finalState: undefined, events: [] },
  });
});

test("keys are read by server and key ID, what is no key is left out", () => {
  expect(read(meta).keys).toEqual(new Map([["a.test", new Map([["ed25519:1", "abc"]])]]));
});

test.each([
  ["half a file", '{"format":\n"real-', 2],
  ["another format", '{"format":"other/1"}', undefined],
  ["no object", "[]", undefined],
])("%s is a problem with file and remedy", (_what, text, line) => {
  const result = importReceived(text, "room.meta.json");
  if (result.ok) throw new Error("it was read");
  expect(result.problem).toMatchObject({ file: "room.meta.json" });
  expect(result.problem.line).toBe(line);
  expect(result.problem.remedy).toContain(".meta.json");
});

test("a key named `__proto__` reaches no prototype", () => {
  const text = JSON.stringify(meta).replace('"ed25519:1"', '"__proto__"');
  const result = importReceived(text, "x");
  if (!result.ok) throw new Error(result.problem.message);
  expect(result.received.keys.get("a.test")?.get("__proto__")).toBe("abc");
  expect(({} as Record<string, unknown>).key).toBeUndefined();
});

describe.runIf(haveVectors)("real rooms", () => {
  test.each(realRoomNames)(
    "%s: every ID, hash and signature holds, and none with a wrong key",
    (name) => {
      const room = importRoom(vectorText("real-synapse", `${name}.ndjson`), { fileName: name });
      const got = importReceived(vectorText("real-synapse", `${name}.meta.json`), name);
      if (!room.ok || !got.ok) throw new Error("it was not read");
      const { events, version } = room.room;
      expect(events.length).toBeGreaterThan(150);
      expect([...room.noteCounts]).toEqual([]);
      const verifier = nodeVerifier(got.received.keys);
      expect(events.filter(({ pdu }) => !verifyEvent(pdu, version, verifier).ok)).toEqual([]);
      const spoilt = { ...events[5].pdu, depth: 77 };
      expect(verifyEvent(spoilt, version, verifier).ok).toBe(false);
      const known = new Set(events.map(({ id }) => id));
      for (const server of got.received.servers) {
        expect(server.events.every(({ id }) => known.has(id))).toBe(true);
      }
    },
  );
});
