// Results of `rashomon federation` in words.
import type {
  FanOutResult,
  SignedLoadResult,
  ForkDifference,
  StateDifference,
  Tip,
  VerifyResult,
} from "../../../loadtest/federation/index.ts";
import {
  branchSentence,
  deadCost,
  fanOutSentence,
  loadSentence,
  oddSentence,
  verifySentence,
} from "../../../loadtest/federation/report/index.ts";
import { endText } from "../../../loadtest/driver/index.ts";
import { sparkline } from "../room/inspect.ts";

/** The form of a histogram that is needed here. */
interface Times {
  readonly count: number;
  quantileMs(quantile: number): number | undefined;
  readonly maxMs: number | undefined;
}

/** `p50 12 ms, p95 40 ms, p99 61 ms, longest 80 ms`. */
function timesText(times: Times): string {
  if (times.count === 0) return "–";
  const parts = ([0.5, 0.95, 0.99] as const).map(
    (quantile) => `p${quantile * 100} ${msText(times.quantileMs(quantile))}`,
  );
  return `${parts.join(", ")}, longest ${msText(times.maxMs)}`;
}

function msText(ms: number | undefined): string {
  if (ms === undefined) return "–";
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

const label = (text: string) => text.padEnd(13);

/** What a signed load came to. */
export function signedLoadText(result: SignedLoadResult): string {
  const { transactions, pdus, end } = result;
  const listed = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([what, count]) => `${count} × ${what}`)
      .join("; ") || "none";
  const lines = [
    loadSentence(result),
    "",
    `${label("transactions")}${transactions.answered} of ${transactions.due} answered, ` +
      `${transactions.waited} had to wait, ${transactions.unsent} never went`,
    `${label("failed tries")}${listed(transactions.failures)}`,
    `${label("PDUs")}${pdus.sent} sent, ${pdus.accepted} accepted, ${pdus.visible} visible`,
    `${label("refused")}${listed(pdus.refused)}`,
    `${label("holes")}${pdus.holes === 0 ? "none" : `${pdus.holes} accepted, and not there`}` +
      (pdus.unknown === 0 ? "" : `; ${pdus.unknown} accepted, and nobody knows`) +
      (pdus.pruned === undefined ? "" : `; ${pdus.pruned} thrown away by the target's own count`),
    `${label("throughput")}${result.visiblePerSecond.toFixed(1)} visible PDU/s over ` +
      `${(result.busyMs / 1000).toFixed(1)} s; at most ${pdus.outstandingMax} outstanding in a room`,
    `${label("answered in")}${timesText(result.answer)}`,
    `${label("visible in")}${timesText(result.visible)}`,
    `${label("target")}${targetText(result)}`,
    `${label("generator")}${cpuText(result)}`,
  ];
  const { misbehaviour } = result;
  if (misbehaviour !== undefined) {
    const { odd, visibleThere, visibleElsewhere } = misbehaviour;
    lines.push(
      "",
      ...odd.map((one) => `${label("misbehaved")}${oddSentence(one)}`),
      `${label("its cost")}visible where they send: ${timesText(visibleThere)}`,
      `${label("")}visible elsewhere:       ${timesText(visibleElsewhere)}`,
    );
  }
  if (end.why !== "") lines.push("", endText(end));
  return `${lines.join("\n")}\n`;
}

function targetText({ samples, pdus }: SignedLoadResult): string {
  const [first, last] = [samples[0], samples[samples.length - 1]];
  if (first?.cpuMs === undefined || last?.cpuMs === undefined) return "not observed";
  const share = (100 * (last.cpuMs - first.cpuMs)) / Math.max(1, last.atMs - first.atMs);
  const memory = Math.max(...samples.map((sample) => sample.memoryBytes ?? 0));
  const persisted = pdus.persisted === undefined ? "" : `, ${pdus.persisted} events persisted`;
  return `${Math.round(share)} % of a processor, ${Math.round(memory / 1e6)} MB${persisted}`;
}

function cpuText({ generator, pdus }: SignedLoadResult): string {
  const perPdu = pdus.sent === 0 ? "" : `, ${(generator.cpuMs / pdus.sent).toFixed(1)} ms a PDU`;
  const loop = generator.eventLoopP99Ms.toFixed(0);
  return `${(generator.cpuMs / 1000).toFixed(1)} s of a processor${perPdu}; its loop late by ${loop} ms (p99)`;
}

/** What fan-out came to: a block a phase, then the catching up as a curve. */
export function fanOutText(result: FanOutResult): string {
  const { plan, phases, catchUp, end } = result;
  const lines = [fanOutSentence(result)];
  for (const phase of phases) {
    const cpu = phase.targetCpuMsPerMessage;
    const title = phase.name === "steady" ? "all there" : `${plan.away} of ${plan.origins} dead`;
    lines.push(
      "",
      `${title}: ${phase.messages.length} messages to ${phase.origins} origins` +
        (phase.incomplete === 0 ? "" : `, ${phase.incomplete} did not reach all of them`),
      `${label("at 50 %")}${timesText(phase.half)}`,
      `${label("at 90 %")}${timesText(phase.ninety)}`,
      `${label("at 100 %")}${timesText(phase.all)}`,
      `${label("transactions")}${phase.transactions}, ` +
        `${phase.pdusPerTransactionMean.toFixed(2)} PDUs each, at most ${phase.pdusPerTransactionMax}`,
      `${label("target")}${cpu === undefined ? "not observed" : `${cpu.toFixed(1)} ms of a processor a message`}`,
    );
  }
  const cost = deadCost(result);
  if (cost !== "") lines.push("", cost);
  const { misbehaved = [] } = result;
  if (misbehaved.length > 0) lines.push("");
  for (const odd of misbehaved) {
    lines.push(
      `${label("misbehaved")}${oddSentence(odd)}; it got ${odd.got} of ${odd.of} messages`,
    );
  }
  if (catchUp.missing > 0) {
    const { curve, missing, halfMs, ninetyMs, wholeMs } = catchUp;
    lines.push(
      "",
      `catching up: ${missing} deliveries missing; half of them after ${msText(halfMs)}, ` +
        `90 % after ${msText(ninetyMs)}, ` +
        (wholeMs === undefined ? "not all in time" : `all after ${msText(wholeMs)}`),
      `${label("missing")}${sparkline(curve.map((row) => row.missing))} over ${msText(curve[curve.length - 1].atMs)}`,
    );
  }
  if (end.why !== "") lines.push("", endText(end));
  return `${lines.join("\n")}\n`;
}

/** Whether two sides of one story agree, and if not, where and how each got there. */
export function verifyText(result: VerifyResult): string {
  const { events, differences, end, simulated } = result;
  const verdicts = Object.entries(events.verdicts)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
  const refused = Object.entries(events.refused).map(([id, error]) => `  ${id}: ${error}`);
  const branch = branchSentence(result);
  const lines = [
    verifySentence(result),
    "",
    `${label("events")}${events.sent} sent, after ${events.founding} that were there before; our side: ${verdicts}`,
    ...(refused.length > 0 ? [`${label("refused")}by the target`, ...refused] : []),
    ...(branch === "" ? [] : ["", branch]),
    ...simulated.judgedOtherwise.map(
      ({ id, type, sender, simulated, here, why }) =>
        `  ${id.slice(0, 10)}… ${type} by ${sender}: ${simulated} → ${here}` +
        (why === undefined ? "" : ` (${why})`),
    ),
    ...differences.flatMap(differenceText),
    ...(result.forks?.differing ?? []).flatMap(forkText),
  ];
  if (end.why !== "") lines.push("", endText(end));
  return `${lines.join("\n")}\n`;
}

function forkText({ id, slots }: ForkDifference): string[] {
  const short = (holder: string | undefined) => holder?.slice(0, 10).concat("…") ?? "nothing";
  return slots.map(
    ({ type, stateKey, ours, theirs }) =>
      `  before ${short(id)}, ${type}${stateKey === "" ? "" : ` ${stateKey}`}: ` +
      `here ${short(ours)}, there ${short(theirs)}`,
  );
}

function differenceText({ type, stateKey, ours, theirs, trail, tips }: StateDifference): string[] {
  const short = (id: string | undefined) => (id === undefined ? "nothing" : `${id.slice(0, 10)}…`);
  const holders = (list: readonly Tip[]) =>
    list.map(({ id, holder }) => `${short(id)} has ${short(holder)}`).join(", ");
  return [
    "",
    `  ${type}${stateKey === "" ? "" : ` ${stateKey}`}: here ${short(ours?.id)}, there ${short(theirs?.id)}`,
    ...trail.map(
      ({ id, sender = "", content, ourVerdict, ourReason, theirFate, ...before }) =>
        `    ${short(id)} by ${sender} ${JSON.stringify(content)?.slice(0, 60) ?? ""}\n` +
        `      here ${ourVerdict} upon ${short(before.oursBefore)}, ` +
        `there ${theirFate} upon ${short(before.theirsBefore)}` +
        (ourReason === undefined ? "" : `\n      ${ourReason}`),
    ),
    `    extremities here: ${holders(tips.ours)}`,
    ...(tips.theirs === undefined ? [] : [`    extremities there: ${holders(tips.theirs)}`]),
  ];
}
