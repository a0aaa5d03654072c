// The room loses its join rules, though nobody took them away; and what version 12 did about it.
import { scenario } from "../../../sim/run/story/scenario.ts";
import type { Tutorial } from "./tutorial.ts";

export const stateReset: Tutorial = {
  name: "state-reset",
  title: "A state reset, and version 12",
  about: "In version 11 a room loses state that nobody changed; in version 12 it does not.",
  story: scenario({
    name: "state-reset",
    about: "Charlie returns after two hours, and is told an old join rule over a gap.",
    servers: ["alpha.test", "bravo.test", "charlie.test", "delta.test"],
    roomVersion: "11",
    nudges: 0,
    checks: ["converges", "no-state-reset"],
    story: ({ user, room, after }) => {
      const ada = user("ada", "alpha.test");
      const bob = user("bob", "bravo.test");
      const cleo = user("cleo", "charlie.test");
      const dan = user("dan", "delta.test");
      const club = room({ by: ada, admins: [bob], members: [cleo, dan] });
      after("1s").do(ada.setJoinRule(club, "invite"));
      after("2s").do(ada.leave(club));
      after("4s").do(cleo.say(club, "she left the keys with Bob"));
      after("10s").partition(["charlie.test"]);
      after("20s").staleState("bravo.test", { room: club, type: "m.room.join_rules" });
      for (let n = 1; n <= 12; n++) after(`${n * 9}m`).do(bob.say(club, `page ${n}`));
      after("2h").heal();
      after("121m").do(cleo.say(club, "is anybody there?"));
      after("122m").do(dan.say(club, "we are"), bob.say(club, "you missed twelve pages"));
      after("123m").do(cleo.say(club, "who may come in, these days?"));
    },
  }),
  lessons: [
    {
      title: "The rules of the door",
      text: "Ada makes the club open to invited people only, and leaves. From here on nobody touches the join rules again.",
      look: ({ event, madeMs }) => {
        const rule = event(["m.room.join_rules", '"invite"']);
        return { selected: rule, atMs: madeMs(rule) + 3_000, tab: "state" };
      },
    },
    {
      title: "A gap, and a wrong answer",
      text: "Charlie was away for two hours and missed so much that nobody sends it all. Over the gap it asks bravo for the state, and bravo answers with a join rule of long ago.",
      look: ({ event, arrivedMs, server }) => {
        const missed = event(["you missed twelve pages"]);
        const charlie = server("charlie");
        return {
          selected: missed,
          atMs: arrivedMs(missed, charlie),
          asSeenBy: charlie,
          tab: "event",
        };
      },
    },
    {
      title: "Neither rule passes",
      text: "Charlie resolves what it had with what it was told. Up to version 11 the replay begins with all that is undisputed, and there Ada has left already. Both join rules are hers, so both are refused.",
      look: ({ model, server }) => {
        const at = model.resolutions.findLastIndex(
          (row) => row.conflicted > 0 && row.server === server("charlie"),
        );
        return { tab: "resolution", resolution: at, step: 0, atMs: model.resolutions[at].atMs };
      },
    },
    {
      title: "The slot is empty",
      text: "The room has no join rules at charlie any more, and no event says so. The check no-state-reset finds it. This is a state reset: the past wins over the present, or nothing does.",
      look: ({ model, server }) => ({
        ...{ atMs: model.endMs, tab: "state" },
        ...{ a: server("alpha"), b: server("charlie"), pairChosen: true },
      }),
    },
    {
      title: "The same story in version 12",
      text: "Version 12 begins the replay with nothing and takes in all that lies between the conflicting events. Told again in it, the story ends with the newer join rule everywhere: the panel compares both runs.",
      look: ({ model }) => ({ atMs: model.endMs, tab: "compare" }),
      comparedWith: { roomVersion: "12" },
    },
  ],
};
