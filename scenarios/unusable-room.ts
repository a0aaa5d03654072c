// A room that nobody can use. Mina's server joins through the busy Alpha, which lets it in with part of the
// state, and then never answers /state. It asks the other servers of the room; but Alpha has not yet sent
// them the news that Mina is in, so they answer 403. Synapse asks each of them once, and gives up until it
// is started again: the room has three members, and what needs to know the others waits for ever.
// https://github.com/element-hq/synapse/issues/19210 (open); what to do instead is
// https://github.com/element-hq/synapse/issues/13000.
import { scenario } from "../sim/index.ts";

export const unusableRoom = scenario({
  name: "unusable-room",
  about:
    "Mina joins with part of the state. Alpha never tells the rest, and the others do not know yet that " +
    "she is in, so her server gives up: she sees almost nobody, and can invite nobody.",
  servers: ["alpha.test", "bravo.test", "charlie.test", "mina.test"],
  policy: "synapse-to-the-letter",
  story: ({ user, room, after }) => {
    const alice = user("alice", "alpha.test");
    const bob = user("bob", "bravo.test");
    const chris = user("chris", "charlie.test");
    const mina = user("mina", "mina.test");
    const many = Array.from({ length: 20 }, (_, n) => user(`ann${n}`, "alpha.test"));
    const hall = room({ by: alice, admins: [bob], members: [chris, ...many], founding: "instant" });
    after("1s").do(alice.setTopic(hall, "everybody is here"));
    after("10s").fault(
      "endpoints-closed",
      { endpoints: ["state"], by: "hang", servers: ["alpha.test"] },
      "10m",
    );
    // The news of her join waits in Alpha's queue.
    after("10s").cut(["alpha.test", "bravo.test"], ["alpha.test", "charlie.test"]);
    after("1m").do(mina.join(hall, "alpha.test"));
    after("5m").do(mina.invite(hall, user("mo", "mina.test")));
    after("12m").heal();
    after("30m").do(alice.say(hall, "welcome, Mina"), bob.say(hall, "hello Mina"));
    after("31m").do(mina.say(hall, "who are you all?"));
    after("32m").do(mina.invite(hall, user("max", "mina.test")));
  },
});
