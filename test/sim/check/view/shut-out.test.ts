// Whom a room shuts out, in whose eyes and since when.
import { expect, test } from "vitest";
import { viewTrace } from "../../../../sim/check/index.ts";
import { ShutOut } from "../../../../sim/check/view/shut-out.ts";
import { a, ada, b, c, lastOf, usualTrace } from "../trace-builder.ts";

const acl = (deny: readonly string[]) => {
  const content = { allow: ["*"], deny: [...deny] };
  return { type: "m.room.server_acl", sender: ada, stateKey: "", content };
};

test("a server is shut out by those who know of it, for as long as they go by it", () => {
  const trace = usualTrace();
  const beforeMs = trace.atMs;
  trace.deliver(trace.make(a, acl(["c.test"])), [b]);
  const shutMs = trace.atMs;
  trace.tell(a, { ...acl([]), prev: [...trace.servers[a].tips] });
  const view = viewTrace(trace.trace());
  const doors = new ShutOut(view.judged[0], view.serverNames);
  expect(doors.exist).toBe(true);
  expect([doors.since(b, c, beforeMs), doors.since(b, c, shutMs)]).toEqual([true, true]);
  expect([doors.since(b, c, trace.atMs), doors.since(b, a, beforeMs)]).toEqual([false, false]);
  expect([doors.inTheEnd(b, c), doors.inTheEnd(a, c)]).toEqual([false, false]);
});

test("an ACL in redacted form lets nobody in; without any the question costs nothing", () => {
  const trace = usualTrace();
  trace.tell(a, acl([]));
  const records = trace.trace();
  lastOf(records, "arrive", ({ server }) => server === b).redacted = true;
  const view = viewTrace(records);
  const doors = new ShutOut(view.judged[0], view.serverNames);
  expect([doors.inTheEnd(b, a), doors.inTheEnd(c, a)]).toEqual([true, false]);
  const open = viewTrace(usualTrace().trace());
  expect(new ShutOut(open.judged[0], open.serverNames).exist).toBe(false);
});
