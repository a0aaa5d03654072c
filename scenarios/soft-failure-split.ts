// Two servers are right, and stay apart. Alice kicks Bea and closes the room; Bea comes back before the
// new rule has reached her server. Alpha soft-fails her join, and all that she builds on it. At Bravo the
// rule comes second; resolution replays it first, for Alice has more power, and then Bob's old rule that the
// join cites, so that the door is open again and Bea is in. Nothing that Alpha accepts stands on her
// join, so Alpha's resolution is never asked. Both go by the rules (soft failure is
// https://spec.matrix.org/v1.19/server-server-api/#soft-failure), and only when somebody whom both
// accept speaks on top of both branches is there one room again. The recorded room `banned-side-v12`
// of real Synapses ends like that.
import { scenario } from "../sim/index.ts";

export const softFailureSplit = scenario({
  name: "soft-failure-split",
  about:
    "Bea rejoins while the rule that keeps her out is on its way. One server soft-fails the join and the " +
    "other resolves in its favour; they differ until Bob says a word.",
  servers: ["alpha.test", "bravo.test"],
  delay: { kind: "uniform", minMs: 45, maxMs: 55 },
  // A nudge would be that word.
  nudges: 0,
  story: ({ user, room, after }) => {
    const alice = user("alice", "alpha.test");
    const bob = user("bob", "bravo.test");
    const bea = user("bea", "bravo.test");
    const yard = room({ by: alice, moderators: [bob], members: [bea] });
    after("1s").do(bob.setJoinRule(yard, "public"));
    after("1m").do(alice.kick(yard, bea));
    after("60.01s").do(alice.setJoinRule(yard, "invite"));
    // The kick is at Bravo, the rule is not.
    after("60.058s").do(bea.join(yard));
    after("2m").do(bea.say(yard, "that was rude"));
    after("3m").do(alice.say(yard, "gone at last"));
    after("4m").do(bea.say(yard, "I am still here"));
  },
});
