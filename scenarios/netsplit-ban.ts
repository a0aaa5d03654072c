// The flagship: a ban and a power-level change happen on two sides of a split.
import {
  always,
  eventually,
  memberIs,
  not,
  reachable,
  recorded,
  scenario,
  serversAgree,
  sometimes,
} from "../sim/index.ts";

export const netsplitBan = scenario({
  name: "netsplit-ban",
  about:
    "A split leaves alpha alone. There, alice bans carol. On the other side, where nobody " +
    "knows of the ban, bob makes carol a moderator, and she changes the topic and kicks andy " +
    "of alpha.",
  servers: ["alpha.test", "bravo.test", "charlie.test"],
  expect: [
    always("alice keeps her seat", memberIs("@alice:alpha.test", "join")),
    always("no gap stays open", not(recorded("mark", { mark: "gap" }))),
    eventually("carol is out", memberIs("@carol:charlie.test", "ban")),
    eventually("everybody agrees", serversAgree(), { within: "20m" }),
    sometimes("the sides disagree", not(serversAgree())),
    sometimes("carol keeps order", memberIs("@andy:alpha.test", "leave", { at: "bravo.test" })),
    reachable("a conflict of four slots", recorded("resolve", { conflicted: { least: 4 } })),
    reachable("a soft failure", recorded("arrive", { verdict: "soft-failed" })),
  ],
  story: ({ user, room, after }) => {
    const alice = user("alice", "alpha.test");
    const andy = user("andy", "alpha.test");
    const bob = user("bob", "bravo.test");
    const carol = user("carol", "charlie.test");
    const chris = user("chris", "charlie.test");
    const lobby = room({ by: alice, admins: [bob], members: [andy, carol, chris] });
    after("1s").do(alice.say(lobby, "hello"), bob.say(lobby, "hi"), carol.say(lobby, "good day"));
    after("2s").partition(["alpha.test"], ["bravo.test", "charlie.test"]);
    after("4s").do(alice.ban(lobby, carol));
    after("5s").do(bob.setPowerLevel(lobby, carol, 50));
    after("7s").do(carol.setTopic(lobby, "carol keeps order here"));
    after("8s").do(carol.kick(lobby, andy));
    after("9s").do(alice.say(lobby, "quiet at last"), chris.say(lobby, "well done, carol"));
    after("30s").heal();
    after("31s").do(andy.say(lobby, "is everybody back?"));
  },
});
