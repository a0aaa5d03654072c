import { expect, test } from "vitest";
import { weaknesses } from "../../../../sim/check/index.ts";
import { newsOf } from "../../../../sim/cli/sweep/failure-news.ts";

const group = (signature: string, runs: number, known: string | null) => {
  return { signature, runs, seed: 1, events: 9, detail: "It broke.", known };
};

test("news and known weaknesses are parted, and kinds of one weakness are put together", () => {
  const failures = [
    group("a: new", 7, null),
    group("b: topic", 5, "refused"),
    group("c: leak", 6, "leaked-extremity"),
    group("d: name", 4, "refused"),
  ];
  const { news, known } = newsOf(failures);
  expect(news.map(({ signature }) => signature)).toEqual(["a: new"]);
  expect(known.map(({ name, failures: sum }) => [name, sum])).toEqual([
    ["refused", 9],
    ["leaked-extremity", 6],
  ]);
  expect(known[0].groups).toEqual([failures[1], failures[3]]);
  expect(known[1].shownBy).toBe(weaknesses["leaked-extremity"].shownBy);
});

test("a weakness that this version does not know is news", () => {
  expect(newsOf([group("a: b", 1, "from the future")]).news).toHaveLength(1);
});
