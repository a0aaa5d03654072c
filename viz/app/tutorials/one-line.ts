// The first steps: a room in which one thing happens after the other.
import { scenario } from "../../../sim/run/story/scenario.ts";
import type { Tutorial } from "./tutorial.ts";

export const oneLine: Tutorial = {
  name: "one-line",
  title: "A room is a graph of events",
  about: "Events, what they stand on, what allows them, and the state that follows.",
  story: scenario({
    name: "one-line",
    about: "Ada makes a room on alpha, Bob of bravo joins it, and they talk.",
    servers: ["alpha.test", "bravo.test"],
    roomVersion: "11",
    checks: ["converges"],
    story: ({ user, room, after }) => {
      const ada = user("ada", "alpha.test");
      const bob = user("bob", "bravo.test");
      const lobby = room({ by: ada, members: [bob] });
      after("1s").do(ada.say(lobby, "welcome, Bob"));
      after("2s").do(bob.say(lobby, "thank you"));
      after("3s").do(ada.setTopic(lobby, "first topic"));
      after("4s").do(bob.say(lobby, "what shall we talk about?"));
      after("5s").do(ada.setTopic(lobby, "second topic"));
      after("6s").do(bob.say(lobby, "good"));
    },
  }),
  lessons: [
    {
      title: "Every room begins with one event",
      text: "Time runs down, a row for each event. The large mark stands in the lane of the server that made it; here alpha makes m.room.create, which no other event precedes. The small marks say that bravo got it later.",
      look: ({ event, madeMs }) => {
        const create = event(["m.room.create"]);
        return { selected: create, atMs: madeMs(create), tab: "event" };
      },
    },
    {
      title: "An event stands on those before it",
      text: "Lines lead from an event to its prev_events: the newest events that its server knew. The tab on the right lists them, and you can walk along: p goes to the parent, c to the child.",
      look: ({ event, madeMs }) => {
        const welcome = event(["welcome, Bob"]);
        return { selected: welcome, atMs: madeMs(welcome), tab: "event" };
      },
    },
    {
      title: "Other events allow it",
      text: "auth_events are something else: the few state events that give the sender the right to send this one. This layout shows them, and what allows those in turn, up to the create event.",
      look: ({ event, model }) => ({
        selected: event(["first topic"]),
        atMs: model.endMs,
        layout: "layered",
        tab: "event",
      }),
    },
    {
      title: "State is the latest event in each slot",
      text: "An event with a state_key fills a slot, named by its type and that key. The state of the room is what all slots hold; here it holds the first topic.",
      look: ({ event, madeMs, server }) => {
        const topic = event(["first topic"]);
        return { selected: topic, atMs: madeMs(topic), asSeenBy: server("alpha"), tab: "state" };
      },
    },
    {
      title: "A later event takes the slot",
      text: "The second topic takes the first one's place. The old event is still in the graph, for nothing is ever taken out of it; it is only no longer in the state. Press ← and → to step through time and watch the slot.",
      look: ({ event, madeMs, server }) => {
        const topic = event(["second topic"]);
        return { selected: topic, atMs: madeMs(topic), asSeenBy: server("alpha"), tab: "state" };
      },
    },
  ],
};
