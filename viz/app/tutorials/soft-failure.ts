// An event that was allowed where it was made and comes too late.
import { scenario } from "../../../sim/run/story/scenario.ts";
import type { Tutorial } from "./tutorial.ts";

export const softFailure: Tutorial = {
  name: "soft-failure",
  title: "Soft failure",
  about: "An event may be right where it stands and still not be let in.",
  story: scenario({
    name: "soft-failure",
    about: "Mallory is banned, but his server builds on the past, as if it had not heard of it.",
    servers: ["alpha.test", "bravo.test", "evil.test"],
    roomVersion: "11",
    checks: ["converges"],
    story: ({ user, room, after }) => {
      const ada = user("ada", "alpha.test");
      const bob = user("bob", "bravo.test");
      const mallory = user("mallory", "evil.test");
      const lobby = room({ by: ada, members: [bob, mallory] });
      after("1s").do(ada.say(lobby, "welcome"));
      after("2s").do(mallory.say(lobby, "buy my coins"));
      after("3s").partition(["evil.test"]);
      after("4s").do(ada.ban(lobby, mallory));
      after("5s").do(mallory.say(lobby, "buy them now"));
      after("6s").heal();
      after("10m").do(bob.say(lobby, "is he gone?"));
    },
  }),
  lessons: [
    {
      title: "A ban that has not arrived",
      text: "Ada bans Mallory while his server is cut off. His server does not know, and lets him speak: by all that it knows the message is allowed.",
      look: ({ event, madeMs }) => {
        const late = event(["buy them now"]);
        return { selected: late, atMs: madeMs(late), tab: "event" };
      },
    },
    {
      title: "Right by its own past",
      text: "When the message reaches the others it passes the check by its auth events and by the state before it: there Mallory was joined. A liar could build on the past on purpose, for ever. So there is one more check.",
      look: ({ event, arrivedMs, server }) => {
        const late = event(["buy them now"]);
        return { selected: late, atMs: arrivedMs(late, server("alpha")), tab: "event" };
      },
    },
    {
      title: "Wrong by the present",
      text: "Check 6 asks the current state, in which Mallory is banned. The event fails softly: it stays in the graph, for others may build on it, but it is not shown to users, and no event of this server will stand on it.",
      look: ({ event, model, server }) => ({
        ...{ selected: event(["buy them now"]), atMs: model.endMs, tab: "why" },
        asked: { kind: "refused", server: server("alpha") },
      }),
    },
    {
      title: "Find them",
      text: "A dashed ring marks what failed softly. n goes to the next refused event; the query above finds them too, and the strip behind the slider has a sign where one arrived.",
      look: ({ event, model }) => ({
        ...{ selected: event(["buy them now"]), atMs: model.endMs },
        ...{ query: "verdict:soft-failed", tab: "event" },
      }),
    },
  ],
};
