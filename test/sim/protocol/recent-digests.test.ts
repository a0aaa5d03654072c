import { expect, test } from "vitest";
import { sha256Base64, sha256Base64Url } from "../../../sim/protocol/sha256.node.ts";
import { recentDigest } from "../../../sim/protocol/recent-digests.ts";

/** Equal texts that are not the same object in memory. */
const texts = (count: number) => Array.from({ length: count }, (_, n) => `{"depth":${n},"ü":"😀"}`);

test("a digest is the text's in both alphabets, whether it was kept, driven out or never seen", () => {
  for (const text of [...texts(40), ...texts(40), ...texts(3), ...texts(3), ""]) {
    const { standard, urlSafe } = recentDigest(text);
    expect(standard).toBe(sha256Base64(text));
    expect(urlSafe).toBe(sha256Base64Url(text));
  }
});

test("what was hashed a moment ago is not hashed again", () => {
  const [text] = texts(1);
  const first = recentDigest(text);
  recentDigest("another");
  expect(recentDigest([...text].join(""))).toBe(first);
  for (let n = 0; n < 20; n++) recentDigest(`${n}`);
  expect(recentDigest(text)).not.toBe(first);
  expect(recentDigest(text)).toEqual(first);
});
