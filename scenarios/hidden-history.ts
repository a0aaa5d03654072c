// What was said before somebody came. The room shows its history from the join on, so servers whose users
// came later get older events in their redacted form only: they can check and place them, and their users see
// that something was said. The specification says who may see what of users alone; that servers redact for
// servers is Synapse's reading (`filter_events_for_server`), and all of the room rests on it. Bravo is of another make,
// hides nothing, and so tells Dora's server what Alpha keeps from Chris's.
// Spec v1.19, client-server API, "Room History Visibility".
import { recorded, scenario, sometimes } from "../sim/index.ts";
import { trio, trioOn } from "./cast/trio.ts";

export const hiddenHistory = scenario({
  name: "hidden-history",
  about:
    "A room shows its history to nobody who was not there. Alpha redacts it for Charlie, who comes later; " +
    "Bravo, which follows only the text for servers, tells Delta all of it.",
  servers: [...trio, "delta.test"],
  expect: [sometimes("history comes redacted", recorded("arrive", { redacted: true }))],
  story: (stage) => {
    const { user, room, after, server } = stage;
    server("bravo.test", { policy: "minimal" });
    const { alice, bob, chris } = trioOn(stage);
    const dora = user("dora", "delta.test");
    const den = room({ by: alice, admins: [bob] });
    const content = { history_visibility: "joined" };
    after("1s").do(alice.setState(den, { type: "m.room.history_visibility", content }));
    after("2s").do(alice.say(den, "nobody else must know this"), bob.say(den, "I will not tell"));
    after("10s").do(chris.join(den, "alpha.test"));
    after("15s").do(dora.join(den, "bravo.test"));
    after("20s").do(chris.scrollBack(den, "alpha.test"), dora.scrollBack(den, "bravo.test"));
    after("30s").do(chris.say(den, "what have you been talking about?"));
  },
});
