// Two servers speak at once: the graph forks, and the next event ties it together.
import { scenario } from "../../../sim/run/story/scenario.ts";
import type { Tutorial } from "./tutorial.ts";

export const forks: Tutorial = {
  name: "forks",
  title: "Forks and merges",
  about: "Nobody decides who comes first: the graph forks when servers speak at once.",
  story: scenario({
    name: "forks",
    about: "Three servers speak at the same moment, twice; once it is about the state.",
    servers: ["alpha.test", "bravo.test", "charlie.test"],
    roomVersion: "11",
    checks: ["converges"],
    delay: { kind: "constant", ms: 200 },
    story: ({ user, room, after }) => {
      const ada = user("ada", "alpha.test");
      const bob = user("bob", "bravo.test");
      const cleo = user("cleo", "charlie.test");
      const lobby = room({ by: ada, admins: [bob, cleo] });
      after("1s").do(ada.say(lobby, "who is there?"));
      after("2s").do(ada.say(lobby, "I am"), bob.say(lobby, "me"), cleo.say(lobby, "me too"));
      after("4s").do(ada.say(lobby, "we all spoke at once"));
      after("6s").do(ada.setTopic(lobby, "tea"), bob.setTopic(lobby, "coffee"));
      after("8s").do(cleo.say(lobby, "which is it now?"));
    },
  }),
  lessons: [
    {
      title: "Three at once",
      text: "At this moment each server says something before it has heard the others. All three events stand on the same one: the graph has forked. No server is wrong, and there is no master to ask.",
      look: ({ event, madeMs }) => {
        const first = event(["I am"]);
        return { selected: first, atMs: madeMs(first), tab: "event" };
      },
    },
    {
      title: "Three ends",
      text: "A fifth of a second later all have heard all. The events that nothing stands on yet are the room's forward extremities; the tab of the state lists three of them.",
      look: ({ event, arrivedMs, server }) => ({
        selected: event(["me too"]),
        atMs: Math.max(
          arrivedMs(event(["me too"]), server("alpha")),
          arrivedMs(event(['"me"']), server("alpha")),
        ),
        asSeenBy: server("alpha"),
        tab: "state",
      }),
    },
    {
      title: "The next event ties them together",
      text: "Whoever speaks next names all three ends as prev_events. That is a merge: m takes you from one to the next. Messages never conflict, so nothing had to be decided.",
      look: ({ event, madeMs }) => {
        const merge = event(["we all spoke at once"]);
        return { selected: merge, atMs: madeMs(merge), tab: "event" };
      },
    },
    {
      title: "Two topics at once do conflict",
      text: "Ada and Bob set the topic at the same moment. For a fifth of a second the servers hold different states: the strip behind the slider rises, and x finds such moments.",
      look: ({ event, madeMs, server }) => {
        const topic = event(["coffee"]);
        return {
          ...{ selected: topic, atMs: madeMs(topic), tab: "state" },
          ...{ a: server("alpha"), b: server("bravo"), pairChosen: true },
        };
      },
    },
    {
      title: "State resolution decides, everywhere alike",
      text: "Once a server has both branches it resolves their states. The rules look at nothing but the events themselves, so every server comes to the same topic without asking anybody. The tab tells each step; . walks through them.",
      look: ({ resolution, model }) => {
        const at = resolution();
        return { tab: "resolution", resolution: at, step: 0, atMs: model.resolutions[at].atMs };
      },
    },
  ],
};
