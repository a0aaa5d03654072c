// Judges whether the wire carries no more than it must: how often the same event reaches a server
// that was sent it before, and how many questions about gaps are asked for an event that is new.
// It needs the requests, so a full trace; copies that a link makes and tries that failed are not
// counted against the servers.
import type { VerdictRecord } from "../../trace/records.ts";
import type { Check } from "../check.ts";
import { Findings, plainVerdict } from "../findings.ts";
import type { TraceView } from "../view/trace-view.ts";
import { count } from "../wording.ts";

const name = "traffic";

/** Deliveries of one event between two servers that are no waste: answers may be lost. */
const sendsMax = 4;
/** Questions about gaps for each event that a server was sent; a gap takes about four. */
const questionsPerEvent = 4;
/** Servers that were sent fewer events than this are not judged by the ratio. */
const eventsMin = 20;

const questions = new Set(["get_missing_events", "state_ids", "event", "event_auth"]);

/** Requests stay within a budget. */
export const traffic: Check = {
  name,
  summary:
    "No event is delivered again and again, and gaps are asked about a bounded number of times.",
  onRequest: true,
  judge,
};

function judge(view: TraceView): VerdictRecord {
  if (view.meta.level !== "full") {
    return plainVerdict(name, "unknown", "Only a full trace holds the requests.");
  }
  const sends = new Map<string, number>();
  const asked = new Int32Array(view.serverNames.length);
  const news = new Int32Array(view.serverNames.length);
  let delivered = 0;
  for (const { from, to, request, result, events } of view.requests) {
    if (result !== "delivered") continue;
    if (questions.has(request)) asked[from]++;
    if (request !== "send") continue;
    for (const event of events) {
      delivered++;
      const key = `${from},${to},${event}`;
      const times = (sends.get(key) ?? 0) + 1;
      sends.set(key, times);
      if (times === 1) news[to]++;
    }
  }
  const broken = new Findings();
  reportRepeats(view, sends, broken);
  reportQuestions(view, asked, news, broken);
  if (broken.count > 0) return broken.verdict(name, "broken");
  const share = (delivered / Math.max(1, sends.size)).toFixed(2);
  const detail = `${count(delivered, "event")} crossed the wire, each ${share} times on average.`;
  return plainVerdict(name, "held", detail);
}

function reportRepeats(view: TraceView, sends: Map<string, number>, broken: Findings): void {
  for (const [key, times] of sends) {
    if (times <= sendsMax) continue;
    const [from, to, event] = key.split(",").map(Number);
    const text = () => {
      const [sender, receiver] = [view.serverNames[from], view.serverNames[to]];
      return `${sender} delivered event ${event} to ${receiver} ${times} times`;
    };
    broken.add(text, { events: [event], servers: [from, to] });
  }
}

function reportQuestions(
  view: TraceView,
  asked: Int32Array,
  news: Int32Array,
  broken: Findings,
): void {
  for (const [server, questions] of asked.entries()) {
    if (news[server] < eventsMin || questions <= questionsPerEvent * news[server]) continue;
    const text = () => {
      const what = `${questions} questions about gaps for ${count(news[server], "event")}`;
      return `${view.serverNames[server]} asked ${what}`;
    };
    broken.add(text, { servers: [server] });
  }
}
