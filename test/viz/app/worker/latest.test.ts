// Whatever comes in whatever order: the newest question gets its own answer, and no other.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Latest } from "../../../../viz/app/worker/latest.ts";

/** A worker that answers when it is told to. */
function slowWorker() {
  const asked: { question: string; answer: (text: string) => void; fail: () => void }[] = [];
  let heard = 0;
  const latest = new Latest<string, string>(
    (question) =>
      new Promise((resolve, reject) => asked.push({ question, answer: resolve, fail: reject })),
    () => (heard += 1),
  );
  return { asked, latest, heard: () => heard, want: (text: string) => latest.of(text, text) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("until the answer is there, the one before stands, and it is said that it is awaited", async () => {
  const { asked, want, heard } = slowWorker();
  expect(want("a")).toEqual({ answer: undefined, pending: true });
  asked[0].answer("A");
  await settle();
  expect(heard()).toBe(1);
  expect(want("a")).toEqual({ answer: "A", pending: false });
  expect(want("b")).toEqual({ answer: "A", pending: true });
});

test("one question at a time: what was wanted in between is never asked", async () => {
  const { asked, want, heard } = slowWorker();
  for (const text of ["t", "to", "top", "topi", "topic"]) want(text);
  expect(asked.map(({ question }) => question)).toEqual(["t"]);
  asked[0].answer("T");
  await settle();
  expect(heard()).toBe(0);
  expect(asked.map(({ question }) => question)).toEqual(["t", "topic"]);
  asked[1].answer("TOPIC");
  await settle();
  expect(want("topic")).toEqual({ answer: "TOPIC", pending: false });
});

test("whoever goes back to the question before does not get the answer that is under way", async () => {
  const { asked, want } = slowWorker();
  want("a");
  asked[0].answer("A");
  await settle();
  want("b");
  expect(want("a")).toEqual({ answer: "A", pending: false });
  asked[1].answer("B");
  await settle();
  expect(want("a")).toEqual({ answer: "A", pending: false });
});

test("a question that cannot be answered does not hold up the next", async () => {
  const { asked, want } = slowWorker();
  const said = console.error;
  console.error = () => undefined;
  want("a");
  asked[0].fail();
  await settle();
  console.error = said;
  expect(want("a")).toEqual({ answer: undefined, pending: false });
  want("b");
  asked[1].answer("B");
  await settle();
  expect(want("b")).toEqual({ answer: "B", pending: false });
});

test("in any order of wishes and answers, no answer stands for another question", async () => {
  const steps = fc.array(fc.constantFrom("a", "b", "c", "answer"), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const { asked, want } = slowWorker();
      let answered = 0;
      for (const step of [...list, "a", "answer", "answer", "answer"]) {
        if (step === "answer") asked[answered]?.answer(asked[answered++].question);
        else if (!want(step).pending) expect(want(step).answer).toBe(step);
        await settle();
      }
      expect(want("a")).toEqual({ answer: "a", pending: false });
    }),
    { numRuns: 60 },
  );
});
