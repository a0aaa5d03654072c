// Which events an event must cite, and the rules about what it did cite.
import { expect, test } from "vitest";
import { checkAuthEvents, selectAuthEvents } from "../../../../sim/protocol/auth/selection.ts";
import { ada, bob, cay, dan, usualRoom, versions, type EventSpec } from "../room-builder.ts";
import { outcome } from "./trials.ts";

const never = () => false;

/** What the selection names for an event behind the usual room, without the leading create. */
function selected(
  version: string,
  spec: EventSpec,
  before?: (room: ReturnType<typeof usualRoom>) => void,
) {
  const room = usualRoom(version);
  before?.(room);
  const state = room.after(...room.tips);
  const event = room.index(room.add(spec));
  const ids = selectAuthEvents(room.graph, room.graph.pdu(event), state).map((e) =>
    room.graph.id(e),
  );
  // In 12 the room ID stands for the create event.
  if (version !== "12") expect(ids.shift()).toBe("$create");
  return ids;
}

const member = (membership: string, fields = {}, sender = cay, stateKey = dan): EventSpec => ({
  type: "m.room.member",
  sender,
  stateKey,
  content: { ...fields, membership },
});

test.each(versions)("a message cites power levels and its sender (version %s)", (version) => {
  expect(selected(version, { type: "m.room.message", sender: cay })).toEqual(["$levels", "$cay"]);
});

test.each(versions)("a create event cites nothing (version %s)", (version) => {
  const room = usualRoom(version);
  expect(selectAuthEvents(room.graph, room.events[0].pdu, room.after("$cay"))).toEqual([]);
});

test.each(versions)("memberships cite target and join rules as needed (version %s)", (version) => {
  expect(selected(version, member("invite"))).toEqual(["$levels", "$cay", "$rules"]);
  expect(selected(version, member("join", {}, dan))).toEqual(["$levels", "$rules"]);
  expect(selected(version, member("knock", {}, dan))).toEqual(["$levels", "$rules"]);
  expect(selected(version, member("ban", {}, ada, cay))).toEqual(["$levels", "$ada", "$cay"]);
  expect(selected(version, member("leave", {}, cay, cay))).toEqual(["$levels", "$cay"]);
});

test.each(versions)("a vouched join cites the voucher's membership (version %s)", (version) => {
  const vouched = member("join", { join_authorised_via_users_server: bob }, dan);
  expect(selected(version, vouched)).toEqual(["$levels", "$rules", "$bob"]);
  const invite = member("invite", { join_authorised_via_users_server: bob });
  expect(selected(version, invite)).toEqual(["$levels", "$cay", "$rules"]);
});

test.each(versions)("a third-party invite cites the offer of its token (version %s)", (version) => {
  const offer = (room: ReturnType<typeof usualRoom>) =>
    void room.add({ type: "m.room.third_party_invite", stateKey: "tok", id: "$offer" });
  const invite = (token: string) =>
    member("invite", { third_party_invite: { signed: { token, mxid: dan } } });
  expect(selected(version, invite("tok"), offer)).toEqual(["$levels", "$cay", "$rules", "$offer"]);
  expect(selected(version, invite("other"), offer)).toEqual(["$levels", "$cay", "$rules"]);
});

/** The verdict on an event of the usual room with this list of auth events. */
function listVerdict(
  version: string,
  change: (auth: string[]) => string[],
  options: { rejected?: string; spoil?: EventSpec["spoil"] } = {},
): string {
  const room = usualRoom(version);
  const honest = [...(version === "12" ? [] : ["$create"]), "$levels", "$cay"];
  const id = room.say(cay, { auth: change(honest), spoil: options.spoil });
  const rejected = (event: number) => room.graph.id(event) === options.rejected;
  return outcome(checkAuthEvents(room.graph, room.index(id), rejected));
}

const numbers = (version: string, upTo11: string, since12: string) =>
  version === "12" ? since12 : upTo11;

test.each(versions)("an honest list passes, in any order (version %s)", (version) => {
  expect(listVerdict(version, (auth) => auth)).toBe("allowed");
  expect(listVerdict(version, (auth) => auth.reverse())).toBe("allowed");
});

test.each(versions)("a list that leaves something out passes (version %s)", (version) => {
  // The rules refuse what is too much; whether enough is there shows when the event is judged.
  expect(listVerdict(version, (auth) => auth.filter((id) => id !== "$levels"))).toBe("allowed");
});

test.each(versions)("two auth events at one slot are refused (version %s)", (version) => {
  const verdict = listVerdict(version, (auth) => [...auth, "$levels"]);
  expect(verdict).toBe(numbers(version, "2.1", "3.1"));
});

test.each(versions)("an auth event that nobody asked for is refused (version %s)", (version) => {
  const expected = numbers(version, "2.2", "3.2");
  expect(listVerdict(version, (auth) => [...auth, "$rules"])).toBe(expected);
  expect(listVerdict(version, (auth) => [...auth, "$bob"])).toBe(expected);
});

test("since 12 the create event is not cited", () => {
  expect(listVerdict("12", (auth) => ["$create", ...auth])).toBe("3.2");
});

test("up to 11 the create event must be cited", () => {
  for (const version of ["10", "11"]) {
    expect(listVerdict(version, (auth) => auth.slice(1))).toBe("2.4");
  }
});

test.each(versions)("a rejected auth event is refused (version %s)", (version) => {
  const verdict = listVerdict(version, (auth) => auth, { rejected: "$cay" });
  expect(verdict).toBe(numbers(version, "2.3", "3.3"));
});

test("an auth event of another room is refused", () => {
  for (const version of ["10", "11"]) {
    expect(listVerdict(version, (auth) => auth, { spoil: { room_id: "!other:a.test" } })).toBe(
      "2.5",
    );
  }
});

test("since 12 the room ID must be that of an accepted create event", () => {
  expect(listVerdict("12", (auth) => auth, { spoil: { room_id: "!other" } })).toBe("2");
  expect(listVerdict("12", (auth) => auth, { rejected: "$create" })).toBe("2");
});

test("since 12 an auth event of another room is refused", () => {
  const room = usualRoom("12");
  const foreign = room.member(cay, "join", { spoil: { room_id: "!other" } });
  const id = room.say(cay, { auth: ["$levels", foreign] });
  expect(outcome(checkAuthEvents(room.graph, room.index(id), never))).toBe("3.4");
});

test("an auth event that is missing from the graph is passed over", () => {
  expect(listVerdict("11", (auth) => [...auth, "$never-seen"])).toBe("allowed");
});
