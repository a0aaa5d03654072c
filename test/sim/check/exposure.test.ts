import { describe, expect, test } from "vitest";
import { exposure, exposureText } from "../../../sim/check/exposure.ts";
import { a, ada, b, bob, c, cay, usualTrace, type TraceBuilder } from "./trace-builder.ts";

/** The usual room, in which bob is a moderator and cay an ordinary member; bob is the account. */
function room(): TraceBuilder {
  const trace = usualTrace();
  trace.tell(b, trace.topic(bob, "by bob"));
  return trace;
}

describe("exposure", () => {
  test("counts what servers accept of an account after its ban, and when they learn of it", () => {
    const trace = room();
    const before = trace.make(b, trace.message(bob));
    const ban = trace.make(a, trace.member(ada, "ban", bob));
    const banMs = trace.atMs;
    // Bob's server and cay's do not know of the ban yet: both take what bob says.
    trace.deliver(trace.make(b, trace.message(bob)), [c]);
    trace.deliver(before, [c]);
    trace.deliver(ban, [c]);
    const learnedMs = trace.atMs;
    trace.deliver(trace.make(b, trace.message(bob)), [c]);
    const { revokedAtMs, revokedBy, servers } = exposure(trace.trace(), { user: bob });
    expect([revokedAtMs, revokedBy]).toEqual([banMs, ada]);
    expect(servers).toEqual([
      { name: "a.test", learnedAtMs: banMs, acceptedAfter: 0 },
      { name: "b.test", learnedAtMs: undefined, acceptedAfter: 2 },
      // The late message that was made before the ban counts: what counts is the acceptance.
      { name: "c.test", learnedAtMs: learnedMs, acceptedAfter: 2 },
    ]);
  });

  test("a kick revokes like a ban, leaving by oneself does not", () => {
    const left = room();
    left.tell(b, left.member(bob, "leave"));
    expect(exposure(left.trace(), { user: bob }).revokedAtMs).toBeUndefined();
    const kicked = room();
    kicked.make(a, kicked.member(ada, "leave", bob));
    expect(exposure(kicked.trace(), { user: bob }).revokedAtMs).toBe(kicked.atMs);
    expect(exposure(kicked.trace(), { user: cay }).revokedAtMs).toBeUndefined();
  });

  test("a ban that its own server does not accept revokes nothing", () => {
    const trace = room();
    trace.make(c, trace.member(cay, "ban", bob));
    expect(exposure(trace.trace(), { user: bob }).revokedAtMs).toBeUndefined();
  });

  test("names the slots that the account still holds, its own membership aside", () => {
    const trace = room();
    const spec = { type: "test.slot", sender: bob, content: {} };
    const slot = trace.tell(b, { ...spec, stateKey: "key" });
    trace.tell(a, trace.member(ada, "ban", bob));
    trace.tell(a, trace.topic(ada, "by ada again"));
    const { remains } = exposure(trace.trace(), { user: bob });
    // Nobody of b.test is in the room any more, so its view does not count.
    const servers = ["a.test", "c.test"];
    expect(remains).toEqual([{ type: "test.slot", stateKey: "key", event: slot, servers }]);
  });

  test("a room that the trace does not have gives nothing", () => {
    const none = exposure(room().trace(), { user: bob, room: 1 });
    expect(none).toEqual({
      user: bob,
      revokedAtMs: undefined,
      revokedBy: undefined,
      servers: [],
      remains: [],
    });
  });
});

describe("exposureText", () => {
  const one = { user: bob, revokedAtMs: 1500, revokedBy: ada, remains: [] };

  test("has a line for each server and one for what remains", () => {
    const servers = [
      { name: "a.test", learnedAtMs: 1500, acceptedAfter: 0 },
      { name: "b.test", learnedAtMs: undefined, acceptedAfter: 2 },
      { name: "c.test", learnedAtMs: 1750, acceptedAfter: 1 },
    ];
    expect(exposureText({ ...one, servers }).split("\n")).toEqual([
      "@bob:b.test was thrown out by @ada:a.test at 1.500 s.",
      "  a.test knew at once and accepted none of its later events.",
      "  b.test, the account's own server, never heard of it and accepted 2 of its later events.",
      "  c.test knew 0.250 s later and accepted 1 of its later events.",
      "  Nothing of it remains in the state.",
    ]);
  });

  test("names the slots that remain", () => {
    const remains = [
      { type: "m.room.topic", stateKey: "", event: 7, servers: ["a.test"] },
      { type: "test.slot", stateKey: "key", event: 9, servers: ["a.test"] },
    ];
    const text = exposureText({ ...one, servers: [], remains });
    const slots = "m.room.topic (event 7) and test.slot of key (event 9)";
    expect(text.endsWith(`  It still holds 2 slots: ${slots}.`)).toBe(true);
  });

  test("an account that nobody threw out is no exposure", () => {
    const text = exposureText({ ...one, revokedAtMs: undefined, servers: [] });
    expect(text).toBe("@bob:b.test was never banned or kicked.");
  });
});
