// Opinions on random stories, each of whose events stands there in many spoiled forms as well: every
// answer is the one that the referee gives when it is asked anew, and it is asked less often.
import { expect, test } from "vitest";
import { dialectOf, Opinions } from "../../../../../sim/check/checks/auth-held/opinions.ts";
import type { Referee } from "../../../../../sim/check/referee.ts";
import type { RoomTrace } from "../../../../../sim/check/view/room-trace.ts";
import { viewTrace } from "../../../../../sim/check/view/trace-view.ts";
import type { AuthVerdict } from "../../../../../sim/protocol/auth/verdict.ts";
import type { Pdu } from "../../../../../sim/protocol/event.ts";
import { run, swarmPlan } from "../../../../../sim/run/index.ts";
import type { EventRecord, TraceRecord } from "../../../../../sim/trace/records.ts";
import { referee } from "../../../../reference/index.ts";

/** What may be wrong with an event, or another way of saying the same. */
const changes: readonly ((pdu: Pdu, other: Pdu) => Partial<Pdu>)[] = [
  () => ({ content: { body: "again" }, depth: 7, origin_server_ts: 7 }),
  ({ auth_events }) => ({ auth_events: auth_events.slice(1) }),
  ({ auth_events }) => ({ auth_events: auth_events.slice(0, -1) }),
  ({ auth_events }) => ({ auth_events: [...auth_events, ...auth_events.slice(0, 1)] }),
  (_pdu, { auth_events }) => ({ auth_events }),
  (_pdu, { sender }) => ({ sender }),
  () => ({ room_id: "!elsewhere:a.test" }),
  () => ({ type: "m.room.topic", state_key: "" }),
  () => ({ type: "org.example.own", state_key: "@somebody:a.test" }),
  (_pdu, { sender }) => ({ type: "org.example.own", state_key: sender }),
  ({ sender }) => ({ type: "org.example.own", state_key: sender }),
  () => ({ type: "m.room.power_levels", state_key: "", content: { users_default: 1000 } }),
  () => ({ type: "m.room.power_levels", state_key: "", content: { users_default: 0 } }),
  ({ sender }) => ({ type: "m.room.aliases", state_key: sender.split(":")[1] }),
  () => ({ type: "m.room.aliases", state_key: "nowhere.test" }),
  () => ({ type: "m.room.redaction", redacts: "$x:nowhere.test" }),
  () => ({ type: "m.room.redaction", redacts: "$x:a.test" }),
  ({ sender }) => ({ type: "m.room.member", state_key: sender, content: { membership: "join" } }),
  ({ sender }) => ({ type: "m.room.member", state_key: sender, content: { membership: "ban" } }),
];

/** The records of a run; beside each of its events there are changed ones, which no server heard of. */
function withChangedEvents(records: readonly TraceRecord[]): TraceRecord[] {
  const events = records.filter((record): record is EventRecord => record.kind === "event");
  let index = events.length;
  const changed = events.flatMap((record, n) =>
    changes.map((change, kind): EventRecord => {
      const pdu = record.pdu as Pdu;
      const other = events[(7 * n + kind) % events.length].pdu as Pdu;
      const id = `$changed-${n}-${kind}:a.test`;
      const spoiled = { ...pdu, ...change(pdu, other), event_id: id };
      return { ...record, index: index++, id, pdu: spoiled };
    }),
  );
  return [...records, ...changed];
}

/** The referee, and how often it was asked. */
function counted(): { asked: () => number; counting: Referee } {
  let asked = 0;
  const count =
    <In, Out>(ask: (input: In) => Out) =>
    (input: In): Out => (asked++, ask(input));
  const authoriseByAuthEvents = count(referee.authoriseByAuthEvents);
  const authoriseByState = count(referee.authoriseByState);
  const counting = { ...referee, authoriseByAuthEvents, authoriseByState };
  return { asked: () => asked, counting };
}

/** Some of a room's states, from all of its time, that the trace holds whole. */
function someStates(room: RoomTrace): number[] {
  const states = [...room.stateRecords].map(({ id }) => room.state(id));
  const whole = [...new Set(states)].filter((state) => state >= 0 && room.isWhole(state));
  return whole.filter((_, n) => n % Math.ceil(whole.length / 8) === 0);
}

/** Asks for opinions on all events of a run, and compares each with the referee's own word. */
function compare(seed: number, roomVersion: string) {
  const plan = { ...swarmPlan({ seed: `${seed}`, roomVersion }), checks: [] };
  const view = viewTrace(withChangedEvents(run(plan).records));
  const { asked, counting } = counted();
  const all = new Opinions(view, counting);
  let [questions, refusals] = [0, 0];
  const check = (given: AuthVerdict, due: AuthVerdict) => {
    if (!due.ok || !given.ok) expect(given).toEqual(due);
    questions++;
    if (!due.ok) refusals++;
  };
  for (const room of view.judged) {
    const states = someStates(room);
    for (const server of room.servers.slice(0, 2)) {
      const opinions = all.of(room, server, 0);
      const common = {
        version: room.graph.version.id,
        dialect: dialectOf(view, server, 0),
        get: room.readings.of(server).get,
      };
      for (let event = 0; event < room.graph.count; event++) {
        const cited = opinions.onArrival(server, { event, n: Infinity, before: -1 })?.cited;
        if (cited === undefined) continue;
        const question = { ...common, id: room.graph.id(event) };
        const rejected = room.rejectedAt(server);
        check(cited, referee.authoriseByAuthEvents({ ...question, rejected }));
        for (const state of states) {
          const due = referee.authoriseByState({ ...question, state: room.plainState(state) });
          check(opinions.inState(event, state), due);
        }
      }
    }
  }
  return { questions, refusals, asked: asked() };
}

test.each(["1", "3", "6", "10", "12"])(
  "are what the referee says when it is asked anew, in version %s",
  (roomVersion) => {
    const { questions, refusals, asked } = compare(1, roomVersion);
    expect(refusals).toBeGreaterThan(0);
    expect(asked * 2).toBeLessThan(questions);
  },
);
