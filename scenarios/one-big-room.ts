// One room with a member on each of many servers: the plain case of scale. A stream of the seed
// chooses who speaks; now and then there is a topic and a change of power, and for a while the
// servers are parted into halves. Everything grows with the number of servers and of messages
// alone.
import { below, scenario } from "../sim/index.ts";

/** Messages are as many as servers, up to this number, so that a run stays a matter of minutes. */
const messagesMax = 1000;
/** With more servers than this a full trace is a burden: then it is a summary. */
const fullTraceServersMax = 200;
const everyMs = 250;

export const oneBigRoom = scenario({
  name: "one-big-room",
  about:
    "A room with one member on each of N servers (`--servers N`). Random members speak, " +
    "topics and power levels change, the servers fall into halves for a while and come " +
    "together again.",
  servers: 100,
  trace: (serverCount) => (serverCount > fullTraceServersMax ? "summary" : "full"),
  story: ({ servers, user, room, after, random }) => {
    const users = servers.map((server) => user("user", server));
    const plaza = room({ by: users[0], members: users.slice(1), founding: "instant" });
    const draw = random("one-big-room");
    const pick = (n: number) => users[below(draw.at(n), users.length)];
    const count = Math.min(servers.length, messagesMax);
    const half = servers.length >> 1;
    if (half > 0) after(everyMs * Math.ceil(count * 0.4)).partition(servers.slice(0, half));
    for (let n = 0; n < count; n++) {
      const moment = after(everyMs * (n + 1));
      moment.do(pick(n).say(plaza, `message ${n + 1}`));
      if (n % 50 === 10) moment.do(users[0].setTopic(plaza, `topic of message ${n + 1}`));
      if (n % 50 === 30) moment.do(users[0].setPowerLevel(plaza, pick(count + n), 50));
    }
    if (half > 0) after(everyMs * Math.ceil(count * 0.5)).heal();
  },
});
