// Judges whether servers kept to the rules, by the second opinion of a referee that shares no code
// with them: verdicts on events, states after events, resolutions (resolution-judge.ts), soft failures
// (soft-failure-judge.ts) and, in rooms that name one, the policy server's signature (signature-judge.ts).
// It takes for granted that events are what they claim to be; well-formed looks at that. Equal
// questions are put to the referee once, however many servers answered them.
import type { StateId } from "../../../protocol/state.ts";
import type { ArriveRecord, VerdictRecord } from "../../../trace/records.ts";
import { graspIn } from "../../view/arrival-columns.ts";
import { AuthTally } from "./auth-tally.ts";
import type { Check, CheckOptions } from "../../check.ts";
import { plainVerdict } from "../../findings.ts";
import { dialectOf, Opinions, type Opinion } from "./opinions.ts";
import { judgeResolutions } from "./resolution-judge.ts";
import { grasp, isRejected } from "../../view/grasp.ts";
import type { RoomTrace } from "../../view/room-trace.ts";
import { judgeSignatures } from "./signature-judge.ts";
import { judgeSoftFailures } from "./soft-failure-judge.ts";
import type { TraceView } from "../../view/trace-view.ts";
import { count, inRoom, nameEvent } from "../../wording.ts";

const name = "auth-held";

/** Every verdict, state and resolution is what the rules say. */
export const authHeld: Check = {
  name,
  summary: "Every verdict, state after an event and resolution is what the referee finds.",
  judge,
};

function judge(view: TraceView, { referee, policySignatureHolds }: CheckOptions): VerdictRecord {
  if (!view.hasHistory) {
    return plainVerdict(name, "unknown", "A summary has neither arrivals nor resolutions.");
  }
  const tally = new AuthTally();
  const opinions = referee && new Opinions(view, referee);
  const seen = judgeArrivals(view, opinions, tally);
  if (referee !== undefined) judgeResolutions(view, referee, tally);
  if (opinions !== undefined) judgeSoftFailures(view, opinions, tally);
  judgeSignatures(view, tally.broken, policySignatureHolds);
  if (tally.broken.count > 0) return tally.broken.verdict(name, "broken");
  if (opinions === undefined) {
    return plainVerdict(name, "unknown", "There is no referee to judge verdicts and resolutions.");
  }
  if (tally.untold > 0) {
    const what = `${count(tally.untold, "record")} rest on events or states`;
    return plainVerdict(name, "unknown", `${what} that the trace does not hold.`);
  }
  if (!seen) return plainVerdict(name, "unknown", "No server took in any event.");
  const what = `${count(opinions.asked, "verdict")} and ${count(tally.resolutions, "resolution")}`;
  const soft = count(tally.softFailures, "arrival");
  const detail = `The referee finds the same: ${what}; soft failure at ${soft}.`;
  return plainVerdict(name, "held", detail);
}

/** The answers that were seen first for each event of the trace; most servers give the same. */
interface FirstAnswers {
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly rejected: Uint8Array;
}

/** Judges all arrivals; false if there were none to judge. */
function judgeArrivals(view: TraceView, opinions: Opinions | undefined, tally: AuthTally): boolean {
  const length = view.eventCount;
  const first: FirstAnswers = {
    before: new Int32Array(length).fill(-2),
    after: new Int32Array(length),
    rejected: new Uint8Array(length),
  };
  const judges = view.rooms.map(
    (room) => room && new ArrivalJudge(view, room, { opinions, tally }),
  );
  let seen = false;
  for (let server = 0; server < view.arrivals.length; server++) {
    // What one server says stands for another only where both read the rules alike.
    const isOther =
      dialectOf(view, server, 0) !== dialectOf(view, 0, 0) ||
      [server, 0].some((one) => view.dialects.hasChanged(one));
    const careful = judges.map((judge) => isOther || (judge?.isOnItsOwn(server) ?? false));
    const { events, traits, before: befores, after: afters } = view.columns[server];
    for (let n = 0; n < events.length; n++) {
      const value = graspIn(traits[n]);
      if (value === grasp.none || value === grasp.outlier) continue;
      seen = true;
      const event = events[n];
      const before = befores[n];
      const after = afters[n];
      const room = view.roomNumberOf(event);
      const rejected = isRejected(value) ? 1 : 0;
      const same =
        first.before[event] === before &&
        first.after[event] === after &&
        first.rejected[event] === rejected;
      // Its own rejections bear on check 4, its redacted copies on all; then its answers stand for nobody else's.
      if (same && !careful[room]) continue;
      if (!careful[room] && first.before[event] === -2) {
        first.before[event] = before;
        first.after[event] = after;
        first.rejected[event] = rejected;
      }
      judges[room]?.judge(view.arrivals[server][n], n);
    }
  }
  return seen;
}

/** Judges the arrivals of one room. */
class ArrivalJudge {
  readonly #view: TraceView;
  readonly #room: RoomTrace;
  readonly #opinions: Opinions | undefined;
  readonly #tally: AuthTally;

  constructor(
    view: TraceView,
    room: RoomTrace,
    { opinions, tally }: { opinions: Opinions | undefined; tally: AuthTally },
  ) {
    this.#view = view;
    this.#room = room;
    this.#opinions = opinions;
    this.#tally = tally;
  }

  /** True if the server has rejected any event of the room, or has one in redacted form only. */
  isOnItsOwn(server: number): boolean {
    if (this.#room.readings.of(server).key !== "") return true;
    return this.#room.rejectionsOf(server).length > 0;
  }

  /** @param n its place among the server's arrivals */
  judge(arrival: ArriveRecord, n: number): void {
    const isOutlier = arrival.verdict === "rejected" && arrival.before === undefined;
    const before = this.#stateOf(arrival.before);
    if (!isOutlier && before < 0) {
      this.#tally.untold++;
      return;
    }
    if (!isOutlier) this.#judgeAfter(arrival, before);
    if (this.#opinions === undefined) return;
    const opinions = this.#opinions.of(this.#room, arrival.server, n);
    const event = this.#room.eventOf(arrival.event);
    const opinion = opinions.onArrival(arrival.server, { event, n, before });
    if (opinion === undefined) this.#tally.untold++;
    else this.#compare(arrival, opinion);
  }

  #stateOf(id: number | undefined): StateId {
    return id === undefined ? -1 : this.#room.state(id);
  }

  /** The state after is the state before with the event in it, unless the event was rejected. */
  #judgeAfter(arrival: ArriveRecord, before: StateId): void {
    const room = this.#room;
    const after = this.#stateOf(arrival.after);
    const event = room.eventOf(arrival.event);
    const due = arrival.verdict === "rejected" ? before : room.graph.apply(before, event);
    if (after === due) return;
    if (after < 0) {
      this.#tally.untold++;
      return;
    }
    this.#report(arrival, () => {
      const what = arrival.verdict === "rejected" ? "without" : "and";
      const named = nameEvent(room, event);
      return `the state that it records after ${named} is not the state before ${what} the event`;
    });
  }

  #compare(arrival: ArriveRecord, { cited, inState }: Opinion): void {
    const room = this.#room;
    const event = () => nameEvent(room, room.eventOf(arrival.event));
    const refusal = !cited.ok ? cited : inState !== undefined && !inState.ok ? inState : undefined;
    if (arrival.verdict === "rejected") {
      if (refusal !== undefined) return;
      this.#report(arrival, () => `it rejected ${event()}, which the rules allow`);
      return;
    }
    if (refusal === undefined) return;
    this.#report(arrival, () => {
      const by = cited.ok ? "the state before it" : "its auth events";
      const why = `by ${by} rule ${refusal.rule} refuses: ${refusal.detail}`;
      return `it took ${event()} as ${arrival.verdict}, which ${why}`;
    });
  }

  #report({ server, atMs, event }: ArriveRecord, text: () => string): void {
    const name = this.#view.serverNames[server];
    const where = inRoom(this.#view, this.#room);
    this.#tally.broken.add(() => `${name} was wrong at ${atMs} ms${where}: ${text()}`, {
      events: [event],
      servers: [server],
    });
  }
}
