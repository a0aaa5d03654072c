// A room is closed on one side of a split while users join on the other. The change of the join
// rules is a power event and is replayed before any join, so the joins of the other side are
// undone when the sides meet, also the one that by the clock came first. Nobody tells the joiners'
// servers: whoever knows of the new rule no longer counts them in, so they get no more events, go
// on talking among themselves, and are soft-failed elsewhere, until an event for them brings the
// rest along. And one of the two gets in without an invitation: a mere change of her profile is
// refused wherever it arrives, but in the next replay it is judged by the membership that it cites
// (her join, which is void by then, but was never rejected), and whoever is joined already may
// join.
import { scenario } from "../sim/index.ts";

export const joinRuleRace = scenario({
  name: "join-rule-race",
  about:
    "Alice makes the room invite-only while it is split; on the other side Dan and Erin join. " +
    "After the heal both are out and do not know. Dan is invited back, and Erin comes in " +
    "behind him.",
  servers: ["alpha.test", "bravo.test", "delta.test", "echo.test"],
  story: ({ user, room, after }) => {
    const alice = user("alice", "alpha.test");
    const amy = user("amy", "alpha.test");
    const bob = user("bob", "bravo.test");
    const dan = user("dan", "delta.test");
    const erin = user("erin", "echo.test");
    const cafe = room({ by: alice, moderators: [bob], members: [amy] });
    after("1s").do(alice.say(cafe, "come in, the door is open"));
    after("2s").partition(["alpha.test"]);
    after("3s").do(dan.join(cafe, "bravo.test"));
    after("5s").do(dan.say(cafe, "nice place"), amy.say(cafe, "it is late"));
    after("6s").do(alice.setJoinRule(cafe, "invite"));
    after("8s").do(erin.join(cafe, "bravo.test"));
    after("10s").do(erin.say(cafe, "hello all"), bob.setTopic(cafe, "all are welcome"));
    after("30s").heal();
    // By now Alpha and Bravo agree that Dan and Erin are out, so this reaches neither of them.
    after("20m").do(bob.say(cafe, "who is still here?"));
    const profile = { membership: "join", displayname: "Erin" };
    const newName = { type: "m.room.member", key: erin.id, content: profile };
    after("21m").do(dan.say(cafe, "so quiet today"), erin.setState(cafe, newName));
    after("22m").do(alice.invite(cafe, dan));
    after("23m").do(dan.join(cafe, "alpha.test"));
    after("24m").do(dan.say(cafe, "back again"), alice.say(cafe, "with an invitation this time"));
    after("25m").do(erin.say(cafe, "so am I"));
  },
});
