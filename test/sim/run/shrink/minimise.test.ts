import fc from "fast-check";
import { expect, test } from "vitest";
import { minimise, shortest, type Asking } from "../../../../sim/run/shrink/minimise.ts";

/** Answers every question, and counts the candidates that were looked at. */
function drive<Candidate, Answer>(
  asking: Asking<Candidate, Answer>,
  fails: (candidate: Candidate) => boolean,
): { answer: Answer; asked: number } {
  let asked = 0;
  let step = asking.next();
  while (!step.done) {
    const hit = step.value.findIndex(fails);
    asked += hit < 0 ? step.value.length : hit + 1;
    step = asking.next(hit);
  }
  return { answer: step.value, asked };
}

const all = (count: number) => Array.from({ length: count }, (_, n) => n);

test("what is needed stays and nothing else, wherever in the list it lies", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.uniqueArray(fc.nat(59), { maxLength: 6 }),
      (count, marks) => {
        const needed = marks.filter((mark) => mark < count).sort((a, b) => a - b);
        const fails = (kept: readonly number[]) => needed.every((part) => kept.includes(part));
        const { answer } = drive(
          minimise(all(count), (kept) => kept),
          fails,
        );
        expect(answer).toEqual(needed);
      },
    ),
    { seed: 1 },
  );
});

test("where either of two parts does, one is left", () => {
  const fails = (kept: readonly number[]) => kept.includes(3) || kept.includes(40);
  const { answer } = drive(
    minimise(all(64), (kept) => kept),
    fails,
  );
  expect(answer).toHaveLength(1);
});

test("few needed parts of many are found in far fewer questions than there are parts squared", () => {
  const needed = [7, 500, 900];
  const fails = (kept: readonly number[]) => needed.every((part) => kept.includes(part));
  const { answer, asked } = drive(
    minimise(all(1000), (kept) => kept),
    fails,
  );
  expect(answer).toEqual(needed);
  expect(asked).toBeLessThan(300);
});

test("the shortest beginning that fails is found by halving", () => {
  for (const due of [0, 1, 17, 63, 64]) {
    const { answer, asked } = drive(
      shortest(64, (first) => first),
      (first) => first >= due,
    );
    expect(answer).toBe(due);
    expect(asked).toBeLessThan(9);
  }
});
