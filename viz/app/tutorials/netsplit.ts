// A split, what each side does in it, and what is left when it heals.
import { scenario } from "../../../sim/run/story/scenario.ts";
import type { Tutorial } from "./tutorial.ts";

export const netsplit: Tutorial = {
  name: "netsplit",
  title: "A netsplit, and how it heals",
  about: "Two sides go on without each other, and agree again once they meet.",
  story: scenario({
    name: "netsplit",
    about:
      "Alpha is alone for half a minute. Ada bans Cleo there; Cleo changes the topic elsewhere.",
    servers: ["alpha.test", "bravo.test", "charlie.test"],
    roomVersion: "11",
    checks: ["converges"],
    story: ({ user, room, after }) => {
      const ada = user("ada", "alpha.test");
      const bob = user("bob", "bravo.test");
      const cleo = user("cleo", "charlie.test");
      const lobby = room({ by: ada, admins: [bob], moderators: [cleo] });
      after("1s").do(ada.say(lobby, "hello"), bob.say(lobby, "hi"));
      after("2s").partition(["alpha.test"], ["bravo.test", "charlie.test"]);
      after("5s").do(ada.ban(lobby, cleo));
      after("8s").do(cleo.setTopic(lobby, "Cleo's corner"));
      after("9s").do(bob.say(lobby, "nice"));
      after("30s").heal();
      after("32s").do(bob.say(lobby, "is everybody back?"));
    },
  }),
  lessons: [
    {
      title: "The wire is cut",
      text: "Hatching marks the fault, from its first row to its last. A and B are its sides. Nothing passes the dashed wall, but on each side all goes on as ever.",
      look: ({ model, event, madeMs }) => ({
        atMs: madeMs(event(["m.room.topic"])),
        selected: -1,
        tab: "state",
        asSeenBy: -1,
        room: model.events[0].room,
      }),
    },
    {
      title: "Two truths",
      text: "Alpha has banned Cleo, and knows nothing of her topic. On the other side Cleo is a moderator still, and her topic counts. The table shows the slots that they fill differently.",
      look: ({ event, madeMs, server }) => ({
        ...{ selected: event(["Cleo's corner"]), atMs: madeMs(event(["nice"])), tab: "state" },
        ...{ a: server("alpha"), b: server("charlie"), pairChosen: true },
      }),
    },
    {
      title: "Through the eyes of one",
      text: "This is what alpha sees: events of the other side are only dotted, for it does not have them. Click a lane's head to see through that server, and press 0 for everyone.",
      look: ({ event, madeMs, server }) => ({
        ...{ selected: event(["Cleo's corner"]), atMs: madeMs(event(["nice"])) },
        ...{ asSeenBy: server("alpha"), tab: "why" },
        asked: { kind: "not-there", server: server("alpha") },
      }),
    },
    {
      title: "The wall falls",
      text: "After the heal servers hear of each other again, some at once, some only when a retry is due. Each resolves what it had with what arrives.",
      look: ({ resolution, model, server }) => {
        const at = resolution(server("alpha"));
        return { tab: "resolution", resolution: at, step: 0, atMs: model.resolutions[at].atMs };
      },
    },
    {
      title: "One truth again",
      text: "A ban is a power event, and power is replayed first: when the topic's turn comes, Cleo is banned, and it is refused. All servers end with the same state, though none of them ever asked another what it should be.",
      look: ({ event, model, server }) => ({
        ...{ selected: event(["Cleo's corner"]), atMs: model.endMs, tab: "why" },
        asked: { kind: "not-in-state", server: server("charlie") },
      }),
    },
  ],
};
