import { expect, test } from "vitest";
import { Faults, Links, Queue, seedHash } from "../../../../sim/engine/index.ts";
import { Causes } from "../../../../sim/run/world/causes.ts";
import { kinds, LateMail, results } from "../../../../sim/run/world/late-mail.ts";

const put = { from: 0, to: 1, payload: 5, number: 9 };

/** Late mail between two servers 10 ms apart, with what became of it by time. */
function office(timeoutMs: number) {
  const queue = new Queue();
  const faults = new Faults(2);
  const links = new Links(2, seedHash("1"), { delay: { kind: "constant", ms: 10 } });
  const told: string[] = [];
  const tell = (words: string) => void told.push(`${queue.atMs} ${words}`);
  const postman = {
    deliver: (from: number, to: number, payload: number) => {
      tell(`delivers ${payload} from ${from} to ${to}`);
      return results.ok;
    },
    finish: (from: number, _to: number, payload: number, result: number, timedOut: boolean) => {
      tell(`tells ${from} of ${payload}: ${timedOut ? "timed out" : result}`);
    },
    recordNet: (_from: number, _to: number, payload: number, result: string) => {
      tell(`${result} ${payload}`);
    },
  };
  const mail = new LateMail({ queue, links, faults, causes: new Causes(), postman, timeoutMs });
  const drain = () => {
    while (queue.next()) {
      expect(queue.kind).toBe(kinds.late);
      mail.goOn(queue.a, queue.b);
    }
  };
  return { mail, faults, queue, told, drain };
}

test("a message that was put off arrives late, and its answer takes its own way", () => {
  const { mail, told, drain } = office(1000);
  mail.putOff(put, "arrival", 200);
  drain();
  expect(told).toEqual(["200 delivers 5 from 0 to 1", `210 tells 0 of 5: ${results.ok}`]);
});

test("an answer that was put off is told late", () => {
  const { mail, told, drain } = office(1000);
  mail.putOff(put, "answer", 300);
  drain();
  expect(told).toEqual([`300 tells 0 of 5: ${results.ok}`]);
});

test("a sender gives up once, before what was put off for longer; it arrives all the same", () => {
  const { mail, told, drain } = office(100);
  mail.putOff(put, "arrival", 200);
  mail.putOff({ ...put, payload: 6 }, "answer", 200);
  drain();
  expect(told).toEqual([
    "100 tells 0 of 5: timed out",
    "100 tells 0 of 6: timed out",
    "200 delivers 5 from 0 to 1",
  ]);
});

test("a cut that came in the meantime ends it", () => {
  const { mail, faults, told, drain } = office(1000);
  faults.partition([[0], [1]]);
  mail.putOff(put, "arrival", 200);
  drain();
  expect(told).toEqual(["200 dropped 5", "1000 tells 0 of 5: timed out"]);
});

test("who asks others first answers when it can, and whoever waited too long has given up", () => {
  const { mail, queue, told, drain } = office(1000);
  const thens: (() => void)[] = [];
  expect(mail.ask(put, (then) => then())).toBe(results.ok);
  expect(mail.ask(put, (then) => void thens.push(then))).toBe(results.later);
  expect(mail.ask({ ...put, payload: 6 }, (then) => void thens.push(then))).toBe(results.later);
  expect(queue.next()).toBe(true);
  // Nothing happens before the first gives up; then both are answered.
  expect(queue.atMs).toBe(1000);
  mail.goOn(queue.a, queue.b);
  for (const then of thens) then();
  drain();
  expect(told).toEqual(["1000 tells 0 of 5: timed out", "1000 tells 0 of 6: timed out"]);
});

test("an answer that took its time goes its own way, unless the way is cut by then", () => {
  const { mail, faults, told, drain } = office(1000);
  const thens: (() => void)[] = [];
  mail.ask(put, (then) => void thens.push(then));
  mail.ask({ ...put, payload: 6 }, (then) => void thens.push(then));
  thens[0]();
  faults.partition([[0], [1]]);
  thens[1]();
  drain();
  expect(told).toEqual([`10 tells 0 of 5: ${results.ok}`, "1000 tells 0 of 6: timed out"]);
});
