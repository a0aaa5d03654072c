// Who was kicked is back in the room. Kay's server is cut off early on, so her branch has everybody in it
// who was there then. Meanwhile Kim kicks Chris, and leaves. When the branches meet, state resolution v1
// decides on each membership by itself, against a state that holds neither: a kick by somebody who is not
// seen in the room does not pass, and the old join stands. So an event from an old branch brings old
// members back: https://github.com/matrix-org/synapse/issues/1953 ("Spontaneous leaving/rejoining rooms",
// `state resets`), the reason for state resolution v2, which came with room version 2.
import { scenario } from "../sim/index.ts";

export const backInTheRoom = scenario({
  name: "back-in-the-room",
  about:
    "Kim kicks Chris and leaves. A word from a branch that knows nothing of it arrives, and in a room of " +
    "version 1 Chris is a member again; in any later one he stays out.",
  roomVersion: "1",
  servers: ["alpha.test", "bravo.test", "charlie.test", "kappa.test"],
  story: ({ user, room, after }) => {
    const alice = user("alice", "alpha.test");
    const kim = user("kim", "alpha.test");
    const bob = user("bob", "bravo.test");
    const chris = user("chris", "charlie.test");
    const kay = user("kay", "kappa.test");
    const pub = room({ by: alice, moderators: [kim], members: [bob, chris, kay] });
    after("1s").do(alice.say(pub, "one more round"));
    after("10s").partition(["kappa.test"]);
    after("20s").do(kay.say(pub, "what a quiet evening"));
    after("30s").do(kim.kick(pub, chris));
    after("40s").do(kim.leave(pub));
    after("50s").do(alice.say(pub, "that was quick"), bob.say(pub, "was it?"));
    after("2m").heal();
    after("15m").do(alice.say(pub, "hello Kay"));
    after("16m").do(bob.say(pub, "did Chris come back?"));
  },
});
