import { expect, test } from "vitest";
import { openTarget } from "../../../loadtest/federation/target.ts";

const accounts = { kind: "open registration" } as const;

test("addresses that are none, beyond loopback, or where nobody is, are problems", async () => {
  for (const [url, words] of [
    ["here", 'cannot be "here"'],
    ["ftp://127.0.0.1", "cannot be"],
    ["https://example.org", "is not this machine"],
    ["http://127.0.0.1:1", "nothing listens"],
  ] as const) {
    await expect(openTarget(url, { accounts })).rejects.toThrow(words);
  }
});
