// What others get of a room whose history is hidden from those who came later, and of one that they join
// without its members.
import { expect, test, vi } from "vitest";
import { spell } from "../../../sim/bridge/spell.ts";
import type { Pdu } from "../../../sim/protocol/event.ts";
import { fillTemplate } from "../../../sim/server/join/handshake.ts";
import {
  noAnswer,
  type Answer,
  type RoomRequest,
  type Template,
} from "../../../sim/server/request.ts";
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

test("who may get a room without its members is told which servers are in it", async () => {
  const [here, there] = [await startOrigins(1), await startOrigins(1)];
  const [ann, ben] = [userOf(here, "ann"), userOf(there, "ben")];
  const room = here.createRoom({ user: ann, version: "11", setup: publicRoom });
  const [server] = here.servers;
  const from = here.serverNumber(there.names[0]);
  const speaker = {
    ...{ name: server.name, replica: server.replicas[room.number] },
    serverName: (number: number) => here.serverName(number),
  };
  const spelled = (request: RoomRequest) => {
    const answers: Answer[] = [];
    server.handle(from, request, (given) => void answers.push(given));
    const [answer = noAnswer] = answers;
    return { answer, body: spell(speaker, request, answer).body };
  };
  const template = spelled({ room, kind: "make_join", user: ben }).answer as Template;
  const pdu = fillTemplate(there.servers[0], room, { user: ben, membership: "join", template });
  const bodyOf = (omitMembers: boolean) => {
    const { state, ...rest } = spelled({ room, kind: "send_join", pdu, omitMembers }).body;
    const members = (state as Pdu[]).filter(({ type }) => type === "m.room.member");
    return { ...rest, members: members.length };
  };
  const part = { members_omitted: true, members: 0, servers_in_room: [here.names[0]] };
  expect(bodyOf(true)).toMatchObject(part);
  const whole = bodyOf(false);
  expect(whole).toMatchObject({ members_omitted: false, members: 1 });
  expect(whole).not.toHaveProperty("servers_in_room");
});
