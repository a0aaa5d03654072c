import { expect, test } from "vitest";
import { chainText } from "../../../viz/why/chain.ts";

test("a chain as text: question, answer, a numbered line for each link", () => {
  const links = [
    { text: "first", atMs: 1500 },
    { text: "second", spec: "rooms/v11#x" },
  ];
  expect(chainText({ question: "Why?", answer: "So.", links })).toBe(
    "Why?\nSo.\n  1. 0:01.500 first\n  2. second (rooms/v11#x)\n",
  );
  expect(chainText({ question: "Why?", answer: "So.", links: [] })).toBe("Why?\nSo.\n");
});
