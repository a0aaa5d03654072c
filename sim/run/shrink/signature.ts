// What two failures must share to be the same failure: the broken check and its first finding, with
// everything taken out that is this run's own (numbers, times, names of users and servers).
import type { VerdictRecord } from "../../trace/records.ts";
import type { RunResult } from "../run.ts";

/** Of a run, only what its failure is told by. */
export type Judged = Pick<RunResult, "outcome" | "verdicts" | "plan">;

/** The failures of a run in words that other runs may share; empty where all is well. */
export function signaturesOf(result: Judged): string[] {
  const names = result.plan.servers.map(({ name }) => name);
  const broken = result.verdicts.filter((verdict) => verdict.result === "broken");
  const signatures = broken.map((verdict) => signatureOf(verdict, names));
  return result.outcome === "unsettled" ? ["unsettled", ...signatures] : signatures;
}

/**
 * The signature of one broken check.
 * @param servers names that stand for `SERVER`
 * @example "no-state-reset: At # ms m.room.join_rules went back at SERVER from event # to nothing …"
 */
export function signatureOf({ check, detail }: VerdictRecord, servers: readonly string[]): string {
  return `${check}: ${withoutNames(firstSentence(detail), servers)}`;
}

/** A finding ends with a full stop and a space; server names have full stops, but no spaces. */
function firstSentence(detail: string): string {
  const end = detail.search(/\.(\s|$)/);
  return end < 0 ? detail : detail.slice(0, end);
}

function withoutNames(text: string, servers: readonly string[]): string {
  let general = text.replace(/[@!][^\s,;:()"]+(:[^\s,;()"]+)?/g, (id) =>
    id.startsWith("@") ? "USER" : "ROOM",
  );
  // The longest first, so that no name is mistaken for a part of another.
  for (const name of [...servers].sort((a, b) => b.length - a.length)) {
    general = general.replaceAll(name, "SERVER");
  }
  return general
    .replace(/\$[^\s,;:()"]+:SERVER|\$[A-Za-z0-9_-]{20,}/g, "EVENT")
    .replace(/SERVER(, SERVER)*( and (SERVER|\d+ more))?/g, "SERVER")
    .replace(/\d+/g, "#");
}
