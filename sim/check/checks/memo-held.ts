// Judges whether what servers remember is what they would work out again: a sample of resolutions
// and of verdicts is computed afresh, by the same code but without any memory, and compared. The
// referee of auth-held asks whether the rules are right; this asks whether a cache is stale.
import { authorise } from "../../protocol/auth/index.ts";
import { dialects, findDialect, resolve } from "../../protocol/state-res/index.ts";
import type { VerdictRecord } from "../../trace/records.ts";
import type { Check } from "../check.ts";
import { Findings, plainVerdict } from "../findings.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { count, inRoom, nameEvent } from "../wording.ts";

const name = "memo-held";

/** How many of each are worked out again, spread over the whole run. */
const resolutionsMax = 40;
const verdictsMax = 80;

/** Memory changes nothing. */
export const memoHeld: Check = {
  name,
  summary: "A sample of resolutions and soft-failure verdicts comes out the same without memory.",
  onRequest: true,
  judge,
};

function judge(view: TraceView): VerdictRecord {
  if (!view.hasHistory) {
    return plainVerdict(name, "unknown", "A summary has neither arrivals nor resolutions.");
  }
  const broken = new Findings();
  const resolutions = compareResolutions(view, broken);
  const verdicts = compareVerdicts(view, broken);
  if (broken.count > 0) return broken.verdict(name, "broken");
  const what = `${count(resolutions, "resolution")} and ${count(verdicts, "verdict")}`;
  return plainVerdict(name, "held", `${what} came out the same when worked out again.`);
}

/** Every n-th of a list, so that at most `most` are taken. */
function sample<Item>(list: readonly Item[], most: number): Item[] {
  const step = Math.max(1, Math.ceil(list.length / most));
  return list.filter((_item, n) => n % step === 0);
}

function compareResolutions(view: TraceView, broken: Findings): number {
  let compared = 0;
  for (const record of sample(view.resolutions, resolutionsMax)) {
    const room = view.rooms[record.room] as RoomTrace;
    const { dialect } = record;
    const inputs = record.inputs.map((input) => room.state(input));
    const output = room.state(record.output);
    if (output < 0 || inputs.some((state) => state < 0 || !room.isWhole(state))) continue;
    if (!dialects.has(dialect)) continue;
    const { graph } = room.readings.of(record.server);
    const isRejected = view.rejectedAt(record);
    const rejected = (event: number) => isRejected(graph.id(event));
    compared++;
    if (resolve(graph, inputs, { dialect, rejected }) === output) continue;
    const text = () => {
      const who = view.serverNames[record.server];
      const what = `a resolution of ${inputs.length} states at ${record.atMs} ms`;
      return `${who} remembered another result of ${what}${inRoom(view, room)} than it works out`;
    };
    broken.add(text, { events: [record.event ?? -1], servers: [record.server] });
  }
  return compared;
}

/** Soft failure is the verdict that depends on when an event comes, and so on a fresh memory. */
function compareVerdicts(view: TraceView, broken: Findings): number {
  let compared = 0;
  for (let server = 0; server < view.arrivals.length; server++) {
    const own = view.arrivals[server].map((arrival, n) => ({
      ...{ arrival, n },
      standing: view.columns[server].standings[n],
    }));
    const asked = own.filter(({ arrival: { via, verdict, against, why } }) => {
      // What a policy server does not sign is no question of rules.
      if (why?.check === 7) return false;
      const decided = verdict === "soft-failed" || (verdict === "accepted" && via === "send");
      return decided && against === undefined;
    });
    for (const { arrival, n, standing } of sample(asked, verdictsMax / view.arrivals.length)) {
      const room = view.rooms[view.roomNumberOf(arrival.event)] as RoomTrace;
      const state = room.state(standing);
      if (state < 0 || !room.isWhole(state)) continue;
      compared++;
      const event = room.eventOf(arrival.event);
      const reading = findDialect(view.dialects.at(server, n));
      const allowed = authorise(room.readings.of(server).graph, event, state, reading).ok;
      if (allowed === (arrival.verdict === "accepted")) continue;
      const text = () => {
        const who = `${view.serverNames[server]} went by an old verdict at ${arrival.atMs} ms`;
        const rules = allowed ? "allows" : "refuses";
        return `${who}${inRoom(view, room)}: its state ${rules} ${nameEvent(room, event)}`;
      };
      broken.add(text, { events: [arrival.event], servers: [server] });
    }
  }
  return compared;
}
