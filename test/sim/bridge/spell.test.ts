// What goes over real HTTPS of a room whose history is hidden from those who came later.
import { expect, test, vi } from "vitest";
import { publicRoom, startOrigins, tipsAt, userOf } from "./worlds.ts";

const soon = { timeout: 200_000, interval: 20 };

test("history that nobody there may see is spelled in its redacted form, and is taken as such", async () => {
  const [here, there] = [await startOrigins(1), await startOrigins(1)];
  const [ann, ben] = [userOf(here, "ann"), userOf(there, "ben")];
  const room = here.createRoom({ user: ann, version: "11", setup: publicRoom });
  const content = { history_visibility: "joined" };
  const type = "m.room.history_visibility";
  await here.act(room, ann, { kind: "state", type, key: "", content });
  const said = await here.act(room, ann, { kind: "message", body: "a secret" });
  const joined = await there.join({ user: ben, room: room.roomId, via: here.names[0] });
  const later = await here.act(room, ann, { kind: "message", body: "hello Ben" });
  await vi.waitFor(() => expect(tipsAt(there, room)).toEqual(tipsAt(here, room)), soon);
  const via = there.serverNumber(here.names[0]);
  await there.act(joined, ben, { kind: "scroll", via });
  const contents = [said, later].map((done) => {
    const id = room.graph.id((done as { event: number }).event);
    const index = joined.graph.indexOf(id);
    return joined.graph.has(index) ? joined.graph.pdu(index).content : undefined;
  });
  expect(contents).toEqual([{}, { msgtype: "m.text", body: "hello Ben" }]);
});
