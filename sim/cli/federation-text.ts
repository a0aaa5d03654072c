// Results of `rashomon federation` in words.
import type {
  FanOutResult,
  SignedLoadResult,
  SlotEvent,
  VerifyResult,
} from "../../loadtest/federation/index.ts";
import { sparkline } from "./inspect.ts";

/** The form of a histogram that is needed here. */
interface Times {
  readonly count: number;
  quantileMs(quantile: number): number | undefined;
  readonly maxMs: number | undefined;
}

/** `p50 12 ms, p95 40 ms, p99 61 ms, longest 80 ms`. */
export function timesText(times: Times): string {
  if (times.count === 0) return "–";
  const parts = ([0.5, 0.95, 0.99] as const).map(
    (quantile) => `p${quantile * 100} ${msText(times.quantileMs(quantile))}`,
  );
  return `${parts.join(", ")}, longest ${msText(times.maxMs)}`;
}

export function msText(ms: number | undefined): string {
  if (ms === undefined) return "–";
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

const label = (text: string) => text.padEnd(13);

/** What a signed load came to. */
export function signedLoadText(result: SignedLoadResult): string {
  const { plan, transactions, pdus, end, target } = result;
  const flow =
    plan.driver === "k6"
      ? "k6 at its own pace"
      : plan.outstandingMax === undefined
        ? "a flood"
        : `at most ${plan.outstandingMax} outstanding a room`;
  const listed = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([what, count]) => `${count} × ${what}`)
      .join("; ") || "none";
  const lines = [
    `${plan.origins} origins in ${plan.rooms} rooms of version ${plan.roomVersion} on ${target.name}: ` +
      `${plan.rate} PDU/s for ${plan.durationMs / 1000} s, ${plan.pdus} a transaction, ${flow}`,
    "",
    `${label("transactions")}${transactions.answered} of ${transactions.due} answered, ` +
      `${transactions.waited} had to wait, ${transactions.unsent} never went`,
    `${label("failed tries")}${listed(transactions.failures)}`,
    `${label("PDUs")}${pdus.sent} sent, ${pdus.accepted} accepted, ${pdus.visible} visible`,
    `${label("refused")}${listed(pdus.refused)}`,
    `${label("holes")}${pdus.holes === 0 ? "none" : `${pdus.holes} accepted, and not there`}` +
      (pdus.pruned === undefined ? "" : `; ${pdus.pruned} thrown away by the target's own count`),
    `${label("throughput")}${result.visiblePerSecond.toFixed(1)} visible PDU/s over ` +
      `${(result.busyMs / 1000).toFixed(1)} s; at most ${pdus.outstandingMax} outstanding in a room`,
    `${label("answered in")}${timesText(result.answer)}`,
    `${label("visible in")}${timesText(result.visible)}`,
    `${label("target")}${targetText(result)}`,
    `${label("generator")}${cpuText(result)}`,
  ];
  if (end.why !== "") lines.push("", end.why);
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
export function fanOutText({ plan, phases, catchUp, target, stopped }: FanOutResult): string {
  const lines = [
    `${plan.origins} origins in a room of version ${plan.roomVersion} on ${target.name}, ` +
      `${plan.rate} messages/s`,
  ];
  for (const phase of phases) {
    const cpu = phase.targetCpuMsPerMessage;
    const title = phase.name === "steady" ? "all there" : `${plan.away} of ${plan.origins} dead`;
    lines.push(
      "",
      `${title}: ${phase.messages} messages to ${phase.origins} origins` +
        (phase.incomplete === 0 ? "" : `, ${phase.incomplete} did not reach all of them`),
      `${label("at 50 %")}${timesText(phase.half)}`,
      `${label("at 90 %")}${timesText(phase.ninety)}`,
      `${label("at 100 %")}${timesText(phase.all)}`,
      `${label("transactions")}${phase.transactions}, ` +
        `${phase.pdusPerTransactionMean.toFixed(2)} PDUs each, at most ${phase.pdusPerTransactionMax}`,
      `${label("target")}${cpu === undefined ? "not observed" : `${cpu.toFixed(1)} ms of a processor a message`}`,
    );
  }
  if (catchUp.missing > 0) {
    const { curve, missing, halfMs, wholeMs } = catchUp;
    lines.push(
      "",
      `catching up: ${missing} deliveries missing; half of them after ${msText(halfMs)}, ` +
        (wholeMs === undefined ? "not all in time" : `all after ${msText(wholeMs)}`),
      `${label("missing")}${sparkline(curve.map((row) => row.missing))} over ${msText(curve[curve.length - 1].atMs)}`,
    );
  }
  if (stopped) lines.push("", "It was stopped by its user.");
  return `${lines.join("\n")}\n`;
}

/** Whether two sides of one story agree, and if not, where and how each got there. */
export function verifyText(result: VerifyResult): string {
  const { events, target, roomVersion, slots, differences } = result;
  const verdicts = Object.entries(events.verdicts)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
  const refused = Object.entries(events.refused).map(([id, error]) => `  ${id}: ${error}`);
  const lines = [
    `a room of version ${roomVersion}, told to ${target.name} at ${events.rate} events/s`,
    "",
    `${label("events")}${events.sent} sent; our side: ${verdicts}`,
    ...(refused.length > 0 ? [`${label("refused")}by the target`, ...refused] : []),
    `${label("without it")}the story ends in ${result.sameAsSimulated ? "the same state" : "another state"}` +
      (result.sameAsSimulated
        ? ""
        : ": the target's own join is a branch that moves soft failures"),
    result.equal
      ? `${label("state")}✓ equal, all ${slots} slots`
      : `${label("state")}✗ ${differences.length} slots differ`,
    ...differences.flatMap(({ type, stateKey, ours, theirs }) => [
      "",
      `  ${type}${stateKey === "" ? "" : ` ${stateKey}`}`,
      `    here   ${slotText(ours)}`,
      `    there  ${slotText(theirs)}`,
    ]),
  ];
  if (result.stopped) lines.push("", "It was stopped by its user.");
  return `${lines.join("\n")}\n`;
}

function slotText(event: SlotEvent | undefined): string {
  if (event === undefined) return "nothing";
  const { id, sender, content, ourVerdict, ourReason, shownByTarget } = event;
  const what = content === undefined ? "" : ` ${JSON.stringify(content).slice(0, 80)}`;
  const why = ourReason === undefined ? "" : ` (${ourReason})`;
  return (
    `${id}${sender === undefined ? "" : ` by ${sender}`}${what}\n` +
    `           here ${ourVerdict}${why}, there ${shownByTarget ? "shown" : "not shown"}`
  );
}
