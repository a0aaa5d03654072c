// A process of its own for memory.ts: loads a graph of many events, each from the text of its JSON as
// a file would have it, and tells the peak of its memory as one line of JSON.
// Usage: node million.ts VERSION EVENTS
import { createHash } from "node:crypto";
import { resolve } from "../../../sim/protocol/state-res/index.ts";
import { parseJson } from "../../../sim/protocol/json.ts";
import type { Pdu } from "../../../sim/protocol/event.ts";
import { RoomGraph } from "../../../sim/protocol/room-graph.ts";

const [version, count] = [process.argv[2], Number(process.argv[3])];
const people = 20_000;
const signature = { "a.test": { "ed25519:1": "A".repeat(86) } };

const peak = (): number => Math.round(process.resourceUsage().maxRSS / 1024);
const id = (n: number): string => `$${createHash("sha256").update(String(n)).digest("base64url")}`;
const person = (n: number): string => `@person-${n}:server-${n % 500}.test`;

const emptyMb = peak();
const started = performance.now();
const graph = new RoomGraph(version);
const { createInAuthEvents } = graph.version;
const roomId = createInAuthEvents ? "!million:a.test" : `!${id(0).slice(1)}`;

function add(n: number, event: object, auth: readonly number[]): number {
  const text = JSON.stringify({
    ...{ auth_events: auth.map(id), prev_events: n === 0 ? [] : [id(n - 1)], depth: n + 1 },
    ...(n === 0 && !createInAuthEvents ? {} : { room_id: roomId }),
    ...{ origin_server_ts: 1_700_000_000_000 + n, hashes: { sha256: id(n).slice(1) } },
    ...{ signatures: signature, ...event },
  });
  const read = parseJson(text);
  if (!read.ok) throw new Error(read.problem.message);
  return graph.add(id(n), read.value as unknown as Pdu);
}

const base = createInAuthEvents ? [0] : [];
const admin = "@admin:a.test";
add(
  0,
  { type: "m.room.create", state_key: "", sender: admin, content: { room_version: version } },
  [],
);
const member = (n: number, who: string, auth: readonly number[]): number =>
  add(
    n,
    { type: "m.room.member", state_key: who, sender: who, content: { membership: "join" } },
    auth,
  );
member(1, admin, base);
add(
  2,
  {
    type: "m.room.power_levels",
    state_key: "",
    sender: admin,
    content: { users_default: 0, events: {} },
  },
  [...base, 1],
);
add(
  3,
  { type: "m.room.join_rules", state_key: "", sender: admin, content: { join_rule: "public" } },
  [...base, 1, 2],
);
// Everybody joins, and then they talk; one event in fifty is a change of somebody's name.
const joins: number[] = [];
for (let n = 4; n < count; n++) {
  const who = n % people;
  if (joins[who] === undefined) {
    joins[who] = n;
    member(n, person(who), [...base, 2, 3]);
  } else if (n % 50 === 0) {
    const content = { membership: "join", displayname: `name ${n}` };
    const event = { type: "m.room.member", state_key: person(who), sender: person(who), content };
    add(n, event, [...base, 2, 3, joins[who]]);
    joins[who] = n;
  } else {
    const content = {
      msgtype: "m.text",
      body: `message ${n}, as long as people usually write them`,
    };
    add(n, { type: "m.room.message", sender: person(who), content }, [...base, 2, joins[who]]);
  }
}
const ms = performance.now() - started;
const peakMb = peak();

// Two sides that differ in the last hundred names.
const members = joins.map((n) => graph.indexOf(id(n)));
const newer = graph.stateOf([0, 1, 2, 3, ...members]);
let older = newer;
for (let who = 0; who < 100; who++) {
  const last = joins.length - 1 - who;
  for (let auth = 0; auth < graph.authCount(members[last]); auth++) {
    const before = graph.auth(members[last], auth);
    if (graph.slot(before) === graph.slot(members[last])) older = graph.apply(older, before);
  }
}
const resolveStarted = performance.now();
resolve(graph, [newer, older], { dialect: "synapse" });
console.log(JSON.stringify({ emptyMb, peakMb, ms, resolveMs: performance.now() - resolveStarted }));
