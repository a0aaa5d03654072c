// The order of the rules, and those that are not about memberships or power levels.
import { expect, test } from "vitest";
import { authorise, authoriseByAuthEvents } from "../../../../sim/protocol/auth/index.ts";
import { emptyState } from "../../../../sim/protocol/state.ts";
import {
  ada,
  bob,
  cay,
  dan,
  usualLevels,
  usualRoom,
  versions,
  type RoomBuilder,
} from "../room-builder.ts";
import { outcome, runTrials, type Trial } from "./trials.ts";

const elsewhere = { "m.federate": false };
const topic = (sender: string) => ({ type: "m.room.topic", sender, stateKey: "", content: {} });
const levels = (room: RoomBuilder, changes: object) =>
  room.state("m.room.power_levels", { ...usualLevels(room.version), ...changes });

const trials: Trial[] = [
  { claim: "a member may speak", event: () => ({ type: "m.room.message", sender: cay }) },
  {
    claim: "who is not joined may not speak",
    refusedBy: ["5", "6"],
    event: () => ({ type: "m.room.message", sender: dan }),
  },
  {
    claim: "an invited user may not speak",
    refusedBy: ["5", "6"],
    event: (room) => (room.member(dan, "invite", { by: bob }), { type: "a", sender: dan }),
  },
  {
    claim: "in a room that does not federate, other servers are refused",
    refusedBy: ["3", "4"],
    create: elsewhere,
    event: () => ({ type: "m.room.message", sender: dan }),
  },
  {
    claim: "in a room that does not federate, even joining is refused to other servers",
    refusedBy: ["3", "4"],
    create: elsewhere,
    event: () => ({
      type: "m.room.member",
      sender: dan,
      stateKey: dan,
      content: { membership: "join" },
    }),
  },
  {
    claim: "in a room that does not federate, the creator's server may speak",
    create: elsewhere,
    event: () => ({ type: "m.room.message", sender: ada }),
  },
  {
    claim: "offering a third-party invite takes the level of an invitation",
    refusedBy: ["6.1", "7.1"],
    event: (room) => (
      levels(room, { invite: 10 }),
      { type: "m.room.third_party_invite", sender: cay, stateKey: "t" }
    ),
  },
  {
    claim: "offering a third-party invite takes no more than that",
    event: (room) => (
      levels(room, { events: { "m.room.third_party_invite": 100 } }),
      { type: "m.room.third_party_invite", sender: cay, stateKey: "t" }
    ),
  },
  { claim: "a moderator may set the topic", event: () => topic(bob) },
  { claim: "state takes state_default", refusedBy: ["7", "8"], event: () => topic(cay) },
  {
    claim: "the level of a type goes before state_default",
    event: (room) => (levels(room, { events: { "m.room.topic": 0 } }), topic(cay)),
  },
  {
    claim: "messages take events_default",
    refusedBy: ["7", "8"],
    event: (room) => (levels(room, { events_default: 1 }), { type: "m.room.message", sender: cay }),
  },
  {
    claim: "a level of redact does not keep redactions from being sent",
    event: (room) => (levels(room, { redact: 100 }), { type: "m.room.redaction", sender: cay }),
  },
  {
    claim: "a state key that is another user's ID is refused",
    refusedBy: ["8", "9"],
    event: () => ({ type: "x.note", sender: bob, stateKey: cay }),
  },
  {
    claim: "one's own user ID may be a state key",
    event: () => ({ type: "x.note", sender: bob, stateKey: bob }),
  },
  {
    claim: "too little power is refused before the state key is looked at",
    refusedBy: ["7", "8"],
    event: () => ({ type: "x.note", sender: cay, stateKey: bob }),
  },
  {
    claim: "without power levels the creator has the power to set state",
    event: () => ({ ...topic(ada), prev: ["$ada"] }),
  },
];

runTrials(trials);

test("up to 11 nothing but a create event is allowed in the empty state", () => {
  for (const version of ["10", "11"]) {
    const room = usualRoom(version);
    expect(outcome(authorise(room.graph, room.index("$cay"), emptyState))).toBe("2.4");
  }
});

test("since 12 the create event is known though the state lacks it", () => {
  // cay is judged by the rules of her join: a room without join rules is invite-only.
  const room = usualRoom("12");
  expect(outcome(authorise(room.graph, room.index("$cay"), emptyState))).toBe("5.3.7");
});

test.each(versions)(
  "an event is judged by the auth events that it cites (version %s)",
  (version) => {
    const room = usualRoom(version);
    room.member(cay, "ban", { by: ada, id: "$ban" });
    // By the state before it cay is banned; by what the message cites she is joined.
    const id = room.say(cay, {
      auth: [...(version === "12" ? [] : ["$create"]), "$levels", "$cay"],
    });
    const event = room.index(id);
    expect(outcome(authoriseByAuthEvents(room.graph, event, () => false))).toBe("allowed");
    expect(outcome(authorise(room.graph, event, room.after("$ban")))).toBe(
      version === "12" ? "6" : "5",
    );
    expect(room.states.rejection(event)).toMatchObject({ check: 5 });
  },
);

test("a list of auth events that is at fault is refused before anything is judged", () => {
  const room = usualRoom("11");
  const id = room.say(dan, { auth: ["$create", "$create"] });
  expect(outcome(authoriseByAuthEvents(room.graph, room.index(id), () => false))).toBe("2.1");
});

test("a refusal names the values that decided", () => {
  const room = usualRoom("11");
  const verdict = authorise(room.graph, room.index(room.add(topic(cay))), room.after("$cay"));
  expect(verdict).toMatchObject({ ok: false, rule: "7", spec: "rooms/v11#authorization-rules" });
  expect(verdict).toHaveProperty("detail", `${cay} has 0, m.room.topic needs 50`);
});
