// Working jobs off needs a database: test/real/sweep-queue.test.ts.
import { expect, test } from "vitest";
import { refuseOthers } from "../../../../sim/cli/sweep/worker.ts";
import { call } from "../call.ts";

test("a worker of another version refuses; one of the right version, or an empty queue, is fine", () => {
  expect(() => refuseOthers(new Map([["rashomon 9", 3]]), "rashomon 8")).toThrow(
    "is for rashomon 9",
  );
  expect(() => refuseOthers(new Map([["rashomon 9", 3]]), "rashomon 9")).not.toThrow();
  expect(() => refuseOthers(new Map(), "rashomon 8")).not.toThrow();
});

test("without a queue, or with one that nobody runs, it says what to do; no password is shown", async () => {
  for (const command of ["worker", "report"]) {
    const none = await call([command]);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining("no queue is named")]);
    const odd = await call([command, "--queue", "http://me:secret@127.0.0.1/sweeps"]);
    expect([odd.code, odd.err]).toEqual([2, expect.stringContaining("no address of a PostgreSQL")]);
    expect(odd.err).not.toContain("secret");
    const away = await call([command, "--queue", "postgres://me:secret@127.0.0.1:1/sweeps"]);
    expect([away.code, away.err]).toEqual([2, expect.stringContaining("127.0.0.1:1/sweeps")]);
    expect(away.err).not.toContain("secret");
  }
});
