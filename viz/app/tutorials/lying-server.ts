// A server that says different things to different servers, and what the others make of it.
import { scenario } from "../../../sim/run/story/scenario.ts";
import type { Tutorial } from "./tutorial.ts";

export const lyingServer: Tutorial = {
  name: "lying-server",
  title: "A server that lies",
  about: "Two events in place of one, each told to half of the room: no lie lasts in a graph.",
  story: scenario({
    name: "lying-server",
    about: "Evil's server makes each event twice and tells each half of the others another one.",
    servers: ["alpha.test", "bravo.test", "charlie.test", "evil.test"],
    roomVersion: "11",
    checks: ["converges"],
    story: ({ user, room, after }) => {
      const ada = user("ada", "alpha.test");
      const bob = user("bob", "bravo.test");
      const cleo = user("cleo", "charlie.test");
      const mallory = user("mallory", "evil.test");
      const club = room({ by: ada, admins: [mallory], members: [bob, cleo] });
      after("1s").do(ada.say(club, "Mallory keeps the topic up to date"));
      after("2s").fault("equivocation", { servers: ["evil.test"] }, "3s");
      after("3s").do(mallory.setTopic(club, "the meeting is today"));
      after("8s").do(bob.say(club, "when do we meet?"));
      after("10s").do(cleo.say(club, "look at the topic"));
      after("20s").do(ada.say(club, "which topic do you mean?"));
    },
  }),
  lessons: [
    {
      title: "One deed, two events",
      text: "Mallory sets the topic once. His server makes two events of it, with one sender and one parent, and tells some servers the one and some the other.",
      look: ({ event, madeMs }) => {
        const topic = event(["m.room.topic"]);
        return { selected: topic, atMs: madeMs(topic) + 150, tab: "event" };
      },
    },
    {
      title: "Servers hold different states in good faith",
      text: "Each of them checked what it got, and all was in order: hashes, signatures, auth rules. Nobody can see from one event that there is another.",
      look: ({ event, madeMs, server }) => ({
        ...{ selected: event(["m.room.topic"]), atMs: madeMs(event(["m.room.topic"])) + 600 },
        ...{ tab: "state", a: server("alpha"), b: server("charlie"), pairChosen: true },
      }),
    },
    {
      title: "The graph gives it away",
      text: "Whoever speaks next names what it stands on, by hash. The others do not know that event, ask for it, and have both from then on. To lie to one half is to lie to all, a little later.",
      look: ({ event, arrivedMs, server }) => {
        const words = event(["when do we meet?"]);
        return { selected: words, atMs: arrivedMs(words, server("charlie")), tab: "event" };
      },
    },
    {
      title: "And the rules decide between them",
      text: "Two events in one slot are a conflict like any other. State resolution picks one of them, the same one everywhere. A liar can choose what he says, but not what the room believes.",
      look: ({ model, resolution }) => {
        const at = resolution();
        return { tab: "resolution", resolution: at, step: 0, atMs: model.resolutions[at].atMs };
      },
    },
  ],
};
