// Whoever was in is thrown out by whoever comes after. Mina's server joins without the members and cannot get them
// yet. Bob speaks; Alpha hears him at once, Mina's server later. Between the two Mo joins from Mina's server
// through Alpha, so his join stands on words that are not known there, and the answer brings a state in which
// Mina is no member. That does no harm until Bob's words come: then Mo's join alone is the end of the room, and the
// current state the one that came with it. Mina may not speak until the whole state is there.
// A real Synapse does the same (test/real/partial-state.test.ts). Where everything is known on which the second
// join stands it does not: https://github.com/matrix-org/synapse/pull/14606, which let users join meanwhile (asked
// for in https://github.com/matrix-org/synapse/issues/12801), saw to that and left this. We found no thread about it.
import { memberIs, not, scenario, sometimes } from "../sim/index.ts";

export const secondJoin = scenario({
  name: "second-join",
  about:
    "Mina joins with part of the state, and before the rest is there Mo joins from the same server, on words " +
    "that it has not heard yet. When they come, Mina is out of the room, though she never left it.",
  servers: ["alpha.test", "bravo.test", "mina.test"],
  policy: "synapse-to-the-letter",
  story: ({ user, room, after }) => {
    const alice = user("alice", "alpha.test");
    const bob = user("bob", "bravo.test");
    const [mina, mo, max] = ["mina", "mo", "max"].map((name) => user(name, "mina.test"));
    const hall = room({ by: alice, members: [bob] });
    after("10s").fault(
      "endpoints-closed",
      { endpoints: ["state_ids", "state"], servers: ["mina.test"] },
      "10m",
    );
    after("1m").do(mina.join(hall, "alpha.test"));
    after("90s").fault(
      "slow-link",
      { shape: "constant", ms: 20_000, servers: ["bravo.test"], to: ["mina.test"] },
      "1m",
    );
    after("100s").do(bob.say(hall, "good morning"));
    after("105s").do(mo.join(hall, "alpha.test"));
    after("3m").do(mina.say(hall, "do you hear me?"));
    // His join asks for the state once more, and gets it.
    after("12m").do(max.join(hall, "alpha.test"));
    after("13m").do(mina.say(hall, "where have I been?"));
  },
  expect: [sometimes("Mina is out", not(memberIs("@mina:mina.test", "join", { at: "mina.test" })))],
});
