import { expect, test } from "vitest";
import { openTarget } from "../../../loadtest/federation/target.ts";

const user = { userId: "@a:b", token: "t" };

test("addresses that are none, beyond loopback, or where nobody is, are problems", async () => {
  for (const [url, words] of [
    ["here", "no address"],
    ["ftp://127.0.0.1", "no address"],
    ["https://example.org", "not on this machine"],
    ["http://127.0.0.1:1", "no homeserver"],
  ] as const) {
    await expect(openTarget(url, { user })).rejects.toThrow(words);
  }
});
