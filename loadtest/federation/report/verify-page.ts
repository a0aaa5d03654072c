// A verification as a page: whether two sides of one story agree, and where they do not, how each got
// there, event by event.
import { factList, pageDocument, tiles, type Note, type Tile } from "../../page/document.ts";
import { escape, table, type Column } from "../../page/html.ts";
import { count, rate } from "../../page/words.ts";
import type { StateDifference, Tip, TrailStep } from "../state-difference.ts";
import type { JudgedOtherwise, VerifyResult } from "../verify-result.ts";
import { checkTable, chipOf, endNotes, factsOf, type FederationReport } from "./parts.ts";

export function verifyPage({
  result,
  judgement,
  again,
  scenario,
}: FederationReport<VerifyResult> & { readonly scenario: string }): string {
  const { target, provenance, differences, simulated, events } = result;
  return pageDocument({
    title: `${scenario} told to ${target.name}`,
    chip: chipOf(judgement, {
      held: "the states are equal",
      broken: "the states differ",
      incomplete: "incomplete",
    }),
    about: verifySentence(result),
    notes: notesOf(result),
    lead: tiles(tilesOf(result)),
    sections: [
      ["Checks", checkTable(judgement.checks)],
      ...differences.map(
        (difference) => [slotText(difference), differenceHtml(difference)] as const,
      ),
      ["States before events at forks", forkTable(result.forks)],
      ["Judged otherwise than without the target", otherwiseTable(simulated.judgedOtherwise)],
      ["Refused by the target", refusedTable(events.refused)],
      ["Provenance", factList(factsOf(provenance, { again, target }))],
    ],
  });
}

export function verifySentence({ events, roomVersion, roomId, target }: VerifyResult): string {
  return (
    `A simulated room of version ${roomVersion} (${roomId}) told to ${target.name} by the servers ` +
    `of the story, ${rate(events.rate)} events per second; then the state there and here.`
  );
}

/** Why the story ends otherwise than in the simulation, in a sentence; empty where it does not. */
export function branchSentence({ simulated, end }: VerifyResult): string {
  const { sameState, judgedOtherwise } = simulated;
  // Half a story ends nowhere.
  if (end.how !== "whole") return "";
  if (sameState && judgedOtherwise.length === 0) return "";
  const how = sameState ? "in the same state, though" : "in another state:";
  const met = judgedOtherwise.length;
  return (
    `Without the target the story ends ${how} its own join is a branch on which nothing of the ` +
    "story stands, and so an input of every resolution of the current state" +
    (met === 0
      ? "."
      : `; ${met === 1 ? "one event is" : `${count(met)} events are`} judged otherwise than there.`)
  );
}

function notesOf(result: VerifyResult): Note[] {
  const branch = branchSentence(result);
  return [
    ...endNotes(result.end),
    ...(branch === "" ? [] : [{ text: branch, kind: "plain" } as const]),
  ];
}

function tilesOf({ events, slots, differences, equal, end }: VerifyResult): Tile[] {
  const { verdicts } = events;
  return [
    ["Events", count(events.sent), `sent, after ${count(events.founding)} of before`],
    ["Accepted", count(verdicts["accepted"] ?? 0), "on our side"],
    ["Soft-failed", count(verdicts["soft-failed"] ?? 0), "on our side"],
    ["Rejected", count(verdicts["rejected"] ?? 0), "on our side"],
    ["Refused", count(Object.keys(events.refused).length), "by the target"],
    [
      "Slots",
      end.how === "whole" ? `${count(slots - (equal ? 0 : differences.length))}` : "–",
      `equal, of ${count(slots)}`,
    ],
  ];
}

const slotText = ({ type, stateKey }: Pick<StateDifference, "type" | "stateKey">) =>
  `${type}${stateKey === "" ? "" : ` ${stateKey}`}`;

const code = (text: string | undefined) =>
  text === undefined ? "–" : `<code title="${escape(text)}">${escape(short(text))}</code>`;

/** Event IDs are told apart by their first letters. */
const short = (id: string) => (id.length > 12 ? `${id.slice(0, 10)}…` : id);

function differenceHtml(difference: StateDifference): string {
  const { ours, theirs, trail, tips } = difference;
  const holds = (side: string, id: string | undefined) =>
    `<p>${side}: ${id === undefined ? "nothing" : code(id)}</p>`;
  return (
    holds("Here", ours?.id) +
    holds("There", theirs?.id) +
    trailTable(trail) +
    tipTable("Forward extremities here, and who has the slot after them", tips.ours) +
    (tips.theirs === undefined
      ? ""
      : tipTable("Forward extremities there, and who has the slot after them", tips.theirs))
  );
}

function trailTable(trail: readonly TrailStep[]): string {
  const columns: readonly Column<TrailStep>[] = [
    { head: "event", align: "left", cell: ({ id }) => code(id) },
    { head: "by", align: "left", cell: ({ sender }) => escape(sender ?? "–") },
    {
      ...{ head: "says", align: "words" },
      cell: ({ content }) =>
        content === undefined ? "" : escape(JSON.stringify(content).slice(0, 160)),
    },
    { head: "before it, here", align: "left", cell: ({ oursBefore }) => code(oursBefore) },
    { head: "before it, there", align: "left", cell: ({ theirsBefore }) => code(theirsBefore) },
    { head: "here", align: "left", cell: ({ ourVerdict }) => escape(ourVerdict) },
    { head: "there", align: "left", cell: ({ theirFate }) => escape(theirFate) },
    { head: "why, here", align: "words", cell: ({ ourReason }) => escape(ourReason ?? "") },
  ];
  return table(columns, trail);
}

function tipTable(head: string, tips: readonly Tip[]): string {
  const columns: readonly Column<Tip>[] = [
    { head, align: "left", cell: ({ id }) => code(id) },
    { head: "has the slot", align: "left", cell: ({ holder }) => code(holder) },
  ];
  return table(columns, tips);
}

function forkTable(forks: VerifyResult["forks"]): string {
  const rows = (forks?.differing ?? []).flatMap(({ id, slots }) =>
    slots.map((slot) => ({ id, ...slot })),
  );
  if (rows.length === 0) return "";
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { head: "before event", align: "left", cell: ({ id }) => code(id) },
    { head: "slot", align: "left", cell: (row) => escape(slotText(row)) },
    { head: "here", align: "left", cell: ({ ours }) => code(ours) },
    { head: "there", align: "left", cell: ({ theirs }) => code(theirs) },
  ];
  return table(columns, rows);
}

function otherwiseTable(rows: readonly JudgedOtherwise[]): string {
  if (rows.length === 0) return "";
  const columns: readonly Column<JudgedOtherwise>[] = [
    { head: "event", align: "left", cell: ({ id }) => code(id) },
    {
      ...{ head: "type", align: "left" },
      cell: ({ type, stateKey }) => escape(`${type}${stateKey ? ` ${stateKey}` : ""}`),
    },
    { head: "by", align: "left", cell: ({ sender }) => escape(sender) },
    { head: "simulated", align: "left", cell: ({ simulated }) => escape(simulated) },
    { head: "with the target", align: "left", cell: ({ here }) => escape(here) },
    { head: "why", align: "words", cell: ({ why }) => escape(why ?? "") },
  ];
  return table(columns, rows);
}

function refusedTable(refused: Readonly<Record<string, string>>): string {
  const rows = Object.entries(refused);
  if (rows.length === 0) return "";
  const columns: readonly Column<[string, string]>[] = [
    { head: "event", align: "left", cell: ([id]) => code(id) },
    { head: "what it said", align: "words", cell: ([, error]) => escape(error) },
  ];
  return table(columns, rows);
}
