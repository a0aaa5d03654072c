import { expect, test } from "vitest";
import { Feed } from "../../../sim/bridge/feed.ts";

test("listeners hear of more until they stop, and read from where they like", () => {
  const feed = new Feed();
  let calls = 0;
  const stop = feed.follow(() => calls++);
  feed.push("a", "b");
  feed.push("c");
  stop();
  feed.end();
  expect(calls).toBe(2);
  expect(feed.from(1, 10)).toEqual(["b", "c"]);
  expect(feed.from(0, 1)).toEqual(["a"]);
  expect(() => feed.push("d")).toThrow("has ended");
});
