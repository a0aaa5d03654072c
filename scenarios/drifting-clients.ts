// Clients that see another topic than their server has. While the room is split Alice sets a topic on one
// side, and on the other Bob kicks her. When both meet the kick is replayed first, so her topic is void and
// the one before is back; but nobody sent that topic just now, so it is in no timeline. /sync tells what
// was sent, and the clients go on with a topic that is no more. The drawing of a topic against a kick is
// that of https://github.com/matrix-org/synapse/issues/4508, #2735 and
// https://github.com/matrix-org/matrix-spec/issues/1209. With `state_after` (MSC4222) they are told.
import { scenario } from "../sim/index.ts";

export const driftingClients = scenario({
  name: "drifting-clients",
  about:
    "Alice sets a topic while Bob kicks her on the other side of a split. Resolution takes the topic back, " +
    "and no /sync says so: clients show it for as long as they live.",
  servers: ["alpha.test", "bravo.test", "charlie.test"],
  checks: ["all", "clients-view"],
  story: ({ user, room, after }) => {
    const olga = user("olga", "charlie.test");
    const alice = user("alice", "alpha.test");
    const amy = user("amy", "alpha.test");
    const bob = user("bob", "bravo.test");
    const pond = room({ by: olga, admins: [bob], moderators: [alice], members: [amy] });
    after("1s").do(olga.setTopic(pond, "ducks"));
    after("10s").partition(["alpha.test"]);
    after("20s").do(alice.setTopic(pond, "geese"));
    after("25s").do(bob.kick(pond, alice));
    after("1m").heal();
    after("15m").do(bob.say(pond, "what is this room about?"));
    after("16m").do(amy.say(pond, "geese, of course"));
  },
});
