// Nobody can tell the state at a gap. Alpha joined while Bravo was away: of what lies before its own
// join Alpha has the events of the state, but no state. When Bravo hears of the room from Alpha alone,
// /get_missing_events leads back to that join, /state_ids in front of it answers 404, and Bravo
// refuses the whole transaction, again and again, until Charlie can be asked.
// https://github.com/element-hq/synapse/issues/18881, found between three real servers; it breaks
// "all servers eventually see each other's messages" for as long as Charlie is away. `delivery` is not
// asked: what was refused then stays missing until somebody scrolls back.
import { scenario } from "../sim/index.ts";
import { forgetfulTrio, trioOn } from "./cast/trio.ts";

export const noStateThere = scenario({
  name: "no-state-there",
  about:
    "Alpha joins while Bravo is away, so it has no state before its own join. Bravo comes back and can " +
    "ask only Alpha: it drops what Alpha says until Charlie can be heard again.",
  ...forgetfulTrio,
  story: (stage) => {
    const { room, after } = stage;
    const { alice, bob, chris } = trioOn(stage);
    const den = room({ by: chris, members: [bob] });
    after("10s").fault("isolate", { servers: ["bravo.test"] }, "150s");
    after("20s").do(chris.say(den, "Bob, you will miss this"));
    after("30s").do(alice.join(den, "charlie.test"));
    // From now on Bravo can hear Alpha, and nobody hears Charlie.
    after("60s").fault("isolate", { servers: ["charlie.test"] }, "2h");
    for (let n = 1; n <= 6; n++)
      after(`${2 + n * 15}m`).do(alice.say(den, `can you read this? ${n}`));
    after("2h").do(chris.say(den, "here I am again"));
    after("5h").do(bob.say(den, "now I see"), alice.say(den, "at last"), chris.say(den, "fine"));
  },
});
