// The part of auth-held that puts state resolutions to the referee: each set of inputs once for
// each dialect and each set of events that the asking server had rejected.
import { dialects } from "../../../protocol/state-res/dialect.ts";
import type { ResolveRecord } from "../../../trace/records.ts";
import type { PlainState, Referee } from "../../referee.ts";
import type { RoomTrace } from "../../view/room-trace.ts";
import type { AuthTally } from "./auth-tally.ts";
import type { TraceView } from "../../view/trace-view.ts";
import { inRoom } from "../../wording.ts";

/** The referee's answer to one question, and the last state of the trace that was equal to it. */
interface Answer {
  readonly state: PlainState;
  agreed: number;
}

/** Compares the output of every resolution with the referee's. */
export function judgeResolutions(view: TraceView, referee: Referee, tally: AuthTally): void {
  const likes = new Likes();
  for (const record of view.resolutions) {
    const room = view.rooms[record.room] as RoomTrace;
    const { dialect } = record;
    const { byList, byText } = likes.answersOf(room, record, view.arrivalsBefore(record));
    let answer = byList.get(record.inputs);
    if (answer === undefined) {
      const text = record.inputs.join();
      answer = byText.get(text) ?? ask(referee, view, record, dialect);
      if (answer === undefined) {
        tally.untold++;
        continue;
      }
      if (!byText.has(text)) tally.resolutions++;
      byText.set(text, answer);
      byList.set(record.inputs, answer);
    }
    if (answer.agreed !== record.output) compare(view, room, { record, answer, dialect }, tally);
  }
}

/** Answers by the list of inputs: the same object, which is found faster, or an equal one. */
interface Answers {
  readonly byList: Map<readonly number[], Answer>;
  readonly byText: Map<string, Answer>;
}

/** Servers that have to come to the same answers: of one dialect, with the same rejections and redacted copies. */
class Likes {
  readonly #rejections = new RejectionSets();
  readonly #answers = new Map<string, Answers>();
  readonly #ofServer = new Map<RoomTrace, { dialect: string; late: number; answers: Answers }[]>();

  /** @param n how many arrivals the server had had */
  answersOf(room: RoomTrace, { server, dialect }: ResolveRecord, n: number): Answers {
    let known = this.#ofServer.get(room);
    if (known === undefined) {
      known = [];
      this.#ofServer.set(room, known);
    }
    const last = known[server];
    const late = room.lateRejections.countBefore(server, n);
    if (last?.dialect === dialect && last.late === late) return last.answers;
    const answers = this.#shared(room, server, { dialect, n });
    known[server] = { dialect, late, answers };
    return answers;
  }

  #shared(
    room: RoomTrace,
    server: number,
    { dialect, n }: { dialect: string; n: number },
  ): Answers {
    const { key: reading } = room.readings.of(server);
    const rejections = this.#rejections.numberOf(room.rejectionsOf(server, n));
    const key = `${room.number}|${dialect}|${rejections}|${reading}`;
    let answers = this.#answers.get(key);
    if (answers === undefined) {
      answers = { byList: new Map(), byText: new Map() };
      this.#answers.set(key, answers);
    }
    return answers;
  }
}

/** The referee's resolution; `undefined` where the trace or the dialect is not known enough. */
function ask(
  referee: Referee,
  view: TraceView,
  record: ResolveRecord,
  dialect: string,
): Answer | undefined {
  if (!dialects.has(dialect)) return undefined;
  const { inputs, server } = record;
  const room = view.rooms[record.room] as RoomTrace;
  const states: PlainState[] = [];
  for (const input of inputs) {
    const state = room.state(input);
    if (state < 0 || !room.isWhole(state)) return undefined;
    states.push(room.plainState(state));
  }
  const state = referee.resolve({
    version: room.graph.version.id,
    dialect,
    states,
    get: room.readings.of(server).get,
    rejected: view.rejectedAt(record),
  });
  return { state, agreed: -1 };
}

interface Resolved {
  readonly record: ResolveRecord;
  readonly answer: Answer;
  readonly dialect: string;
}

function compare(
  view: TraceView,
  room: RoomTrace,
  { record, answer, dialect }: Resolved,
  tally: AuthTally,
): void {
  const output = room.state(record.output);
  if (output < 0) {
    tally.untold++;
    return;
  }
  const held = room.plainState(output);
  const slot = firstDifference(held, answer.state);
  if (slot === undefined) {
    answer.agreed = record.output;
    return;
  }
  const [ours, theirs] = [held.get(slot), answer.state.get(slot)];
  const text = () => {
    const server = view.serverNames[record.server];
    const who = `${server} was wrong at ${record.atMs} ms${inRoom(view, room)}`;
    const [type, stateKey] = slot.split("\u0000");
    const what = stateKey === "" ? type : `${type} of ${stateKey}`;
    const how = `resolved ${record.inputs.length} states by the dialect ${dialect}`;
    const due = `the referee finds ${name(room, theirs)}`;
    return `${who}: it ${how} to ${name(room, ours)} as ${what}, where ${due}`;
  };
  const events = [ours, theirs].map((id) => indexOf(room, id));
  if (record.event !== undefined) events.push(record.event);
  tally.broken.add(text, { events, servers: [record.server] });
}

function firstDifference(held: PlainState, due: PlainState): string | undefined {
  for (const [slot, id] of due) if (held.get(slot) !== id) return slot;
  if (held.size === due.size) return undefined;
  for (const slot of held.keys()) if (!due.has(slot)) return slot;
  return undefined;
}

function indexOf(room: RoomTrace, id: string | undefined): number {
  const event = id === undefined ? -1 : room.graph.indexOf(id);
  return event < 0 ? -1 : room.traceIndex(event);
}

function name(room: RoomTrace, id: string | undefined): string {
  const index = indexOf(room, id);
  return index < 0 ? "nothing" : `event ${index}`;
}

/** The sets of events that servers rejected, numbered: most servers have the same. */
class RejectionSets {
  readonly #numbers = new Map<string, number>();

  numberOf(rejections: readonly number[]): number {
    const key = rejections.join();
    const number = this.#numbers.get(key) ?? this.#numbers.size;
    this.#numbers.set(key, number);
    return number;
  }
}
