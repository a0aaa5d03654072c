// Two halves of a room cannot reach each other, but one server reaches both. Servers send only
// their own events, so what one half says does not pass through the middle by itself. It does as
// soon as the middle speaks: its event stands on both halves, and whoever gets it asks the middle
// for what is missing. Once the cut is healed, the queues bring everything a second time.
import { scenario } from "../sim/index.ts";

export const bridgeServer = scenario({
  name: "bridge-server",
  about:
    "West and east are cut off from each other, the middle hears both. News crosses only when " +
    "Mia in the middle speaks: her event refers to both sides, and the gaps are filled " +
    "through her.",
  servers: ["west.test", "middle.test", "east.test"],
  story: ({ user, room, after }) => {
    const wanda = user("wanda", "west.test");
    const mia = user("mia", "middle.test");
    const eric = user("eric", "east.test");
    const square = room({ by: mia, moderators: [wanda, eric] });
    after("1s").do(wanda.say(square, "west is here"), eric.say(square, "east is here"));
    after("2s").cut(["west.test", "east.test"], ["east.test", "west.test"]);
    after("4s").do(wanda.setTopic(square, "news from the west"));
    after("5s").do(wanda.say(square, "can you hear me, Eric?"), eric.say(square, "so quiet today"));
    // Ten seconds on, the middle knows all of it, west and east nothing of each other.
    after("15s").do(mia.say(square, "I hear you both"));
    // East knows the topic by now, although no wire leads from west to east.
    after("20s").do(eric.setTopic(square, "news from the west, read in the east"));
    after("25s").do(wanda.say(square, "Eric has not answered yet"));
    after("30s").do(mia.say(square, "he has"));
    after("40s").do(wanda.say(square, "now I see it"));
    after("60s").heal();
    after("20m").do(eric.say(square, "thank you, Mia"));
  },
});
