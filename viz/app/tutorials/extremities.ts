// Ends that nothing ties together: how forward extremities grow, what that costs, and what helps.
import { scenario } from "../../../sim/run/story/scenario.ts";
import type { Tutorial } from "./tutorial.ts";

export const extremities: Tutorial = {
  name: "extremities",
  title: "Forward extremities grow",
  about: "Many servers that cannot hear each other leave many ends; each costs work.",
  story: scenario({
    name: "extremities",
    about: "Six servers are cut from each other, and five of them talk; then they meet.",
    servers: ["alpha.test", "bravo.test", "charlie.test", "delta.test", "echo.test", "fox.test"],
    roomVersion: "11",
    checks: ["converges"],
    story: ({ user, room, after, servers }) => {
      const [ada, ...others] = servers.map((server, n) => user(`user${n + 1}`, server));
      const hall = room({ by: ada, admins: others });
      after("1s").do(ada.say(hall, "can you all hear me?"));
      after("2s").partition(...servers.map((server) => [server]));
      others.forEach((one, n) => {
        after(`${4 + n}s`).do(one.setTopic(hall, `topic ${n + 1}`));
        after(`${10 + n}s`).do(one.say(hall, "nobody answers"));
      });
      after("30s").heal();
      after("20m").do(ada.say(hall, "there you are"));
      after("21m").do(others[0].say(hall, "what a silence"));
    },
  }),
  lessons: [
    {
      title: "Six rooms in one",
      text: "Each server is alone and builds on what it has. Every one of these branches ends in an event that nothing stands on.",
      look: ({ event, madeMs }) => ({
        ...{ selected: event(["nobody answers"], 4), atMs: madeMs(event(["nobody answers"], 4)) },
        ...{ tab: "event", rowRem: 1.15 },
      }),
    },
    {
      title: "They meet",
      text: "As the branches arrive, alpha has one forward extremity for each of the five. Five ends mean that the state before the next event is resolved from five states; a room with hundreds of them keeps its servers busy with nothing else.",
      look: ({ event, madeMs, server }) => ({
        ...{ selected: -1, atMs: madeMs(event(["there you are"])) - 1, rowRem: 1.15 },
        ...{ asSeenBy: server("alpha"), tab: "state" },
      }),
    },
    {
      title: "One event ties them",
      text: "Whoever speaks next names them all (servers name at most some, for events are checked against each). From then on there is one end again. That is all it takes: rooms with few speakers suffer most.",
      look: ({ event, madeMs }) => {
        const tie = event(["there you are"]);
        return { selected: tie, atMs: madeMs(tie), tab: "event", rowRem: 1.15 };
      },
    },
    {
      title: "What the ends cost",
      text: "This resolution had many states to bring together: see how much was in conflict and how many checks it took. The strip of differing states behind the slider falls when it is over.",
      look: ({ model }) => {
        const rows = model.resolutions;
        const most = rows.reduce(
          (best, row, at) => (row.inputs.length > rows[best].inputs.length ? at : best),
          0,
        );
        return {
          tab: "resolution",
          resolution: most,
          step: 0,
          atMs: rows[most].atMs,
          rowRem: 1.15,
        };
      },
    },
  ],
};
