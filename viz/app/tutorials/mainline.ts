// Who wins when ordinary state conflicts: place on the mainline, then time, then ID.
import { scenario } from "../../../sim/run/story/scenario.ts";
import type { Tutorial } from "./tutorial.ts";

export const mainline: Tutorial = {
  name: "mainline",
  title: "Who wins: the mainline",
  about: "Ordinary state is ordered by the power levels that it was made under, then by time.",
  story: scenario({
    name: "mainline",
    about: "Names are set on both sides of a split; on one side the power levels change first.",
    servers: ["alpha.test", "bravo.test"],
    roomVersion: "11",
    checks: ["converges"],
    healAfter: "40s",
    story: ({ user, room, after }) => {
      const ada = user("ada", "alpha.test");
      const bob = user("bob", "bravo.test");
      const bea = user("bea", "bravo.test");
      const hall = room({ by: ada, admins: [bob], members: [bea] });
      after("1s").do(ada.say(hall, "what shall we call it?"));
      after("2s").partition(["alpha.test"], ["bravo.test"]);
      after("3s").do(bob.setPowerLevel(hall, bea, 50));
      after("4s").do(bea.setName(hall, "Bea's hall"));
      after("9s").do(ada.setName(hall, "Ada's hall"));
      after("50s").do(ada.say(hall, "whose is it now?"), bob.say(hall, "let us see"));
    },
  }),
  lessons: [
    {
      title: "Two names behind a wall",
      text: "The dashed wall cuts alpha from bravo. On bravo's side Bea is given power and names the room; five seconds later Ada names it on the other side. Both names are allowed where they were made.",
      look: ({ event, madeMs }) => {
        const name = event(["Ada's hall"]);
        return { selected: name, atMs: madeMs(name), tab: "event" };
      },
    },
    {
      title: "Power first",
      text: "When the sides meet, events that change power are replayed first: here the power levels that Bob wrote. They conflict with nothing, pass, and become the newest power levels of the room.",
      look: ({ resolution, step, model }) => {
        const at = resolution();
        const { atMs } = model.resolutions[at];
        return { tab: "resolution", resolution: at, step: step(at, "power-order"), atMs };
      },
    },
    {
      title: "The mainline",
      text: "The resolved power levels, those that they cite, and so on back to the beginning: that chain is the mainline. Every other conflicting event gets a place by the newest link of the chain that it was made under.",
      look: ({ resolution, step, model }) => {
        const at = resolution();
        const { atMs } = model.resolutions[at];
        return { tab: "resolution", resolution: at, step: step(at, "mainline"), atMs };
      },
    },
    {
      title: "Place before time",
      text: "Ada's name is the later one by the clock, but it was made under older power levels, so it is replayed first, and Bea's after it takes the slot. Only between events of one place does the time decide, and after it the event ID.",
      look: ({ resolution, step, model }) => {
        const at = resolution();
        const { atMs } = model.resolutions[at];
        return { tab: "resolution", resolution: at, step: step(at, "mainline-order"), atMs };
      },
    },
    {
      title: "What if there had been no new power levels?",
      text: "Here they are left out of the history. Bea may not name the room then, and her event is refused: Ada's name is what stays. Change other things and see; “As it was” takes all back.",
      look: ({ event, model }) => {
        const levels = event(["m.room.power_levels", "@bea:bravo.test"]);
        return { selected: levels, atMs: model.endMs, tab: "what-if", change: `drop:${levels}` };
      },
    },
  ],
};
