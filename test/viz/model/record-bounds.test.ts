import { expect, test } from "vitest";
import { outOfBounds } from "../../../viz/model/record-bounds.ts";

const server = { name: "a", policy: "p", dialect: "d" };
const rooms = [{ id: "!r", version: "11", algorithm: "v2" }];
const meta = { servers: [server, server], rooms };
const current = { kind: "current", atMs: 0, server: 1, room: 0, state: 0 } as const;

test("a record may name the servers and rooms that there are, and no others", () => {
  expect(outOfBounds(current, meta)).toBeUndefined();
  expect(outOfBounds({ ...current, server: 2 }, meta)).toBe("current names server 2, of 2");
  expect(outOfBounds({ ...current, room: 1 }, meta)).toBe("current names room 1, of 1");
  expect(outOfBounds(current, undefined)).toBe("current names server 1, of 0");
});
