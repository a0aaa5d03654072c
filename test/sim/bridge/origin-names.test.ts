import { expect, test } from "vitest";
import { originNames } from "../../../sim/bridge/origin-names.ts";

test("names follow from count and port, and none comes twice", async () => {
  const names = await originNames(600, { port: 19448 });
  expect(names.slice(0, 2)).toEqual(["127.0.1.1:19448", "127.0.1.2:19448"]);
  expect(names[250]).toBe("127.0.2.1:19448");
  expect(new Set(names).size).toBe(600);
});

test("without a port all share a free one", async () => {
  const [a, b] = await originNames(2);
  expect(a.split(":")[1]).toBe(b.split(":")[1]);
});

test("under a name of this machine each has a port of its own", async () => {
  expect(await originNames(2, { host: "load.example", port: 7000 })).toEqual([
    ...["load.example:7000", "load.example:7001"],
  ]);
  const free = await originNames(3, { host: "::1" });
  expect(new Set(free).size).toBe(3);
});

test("more than a process can serve is a problem", async () => {
  await expect(originNames(2_001)).rejects.toThrow("2001 origins");
});
