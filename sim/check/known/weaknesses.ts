// Failures that are no news: what the protocol, or a homeserver as it is, makes of some stories by its
// own rules. Each is told by its mechanism, which is looked up in the trace, never by its words alone, and
// names the story in which it can be looked at. What this file does not know is news.
import type { VerdictRecord } from "../../trace/records.ts";
import { firstReset } from "../checks/no-state-reset.ts";
import type { TraceView } from "../view/trace-view.ts";
import { isNeverAskedFor, partedByDepth } from "./depth-cause.ts";
import { partedByDialects } from "./dialect-cause.ts";
import { rejectedByFalseState } from "./false-state-cause.ts";
import { isHiddenByGap, liesBehindGap } from "./gap-cause.ts";
import { partedByFalselyCompleted, wentBackToFalseState } from "./liars-join-cause.ts";
import { lostToPartOfState } from "./partial-cause.ts";
import { resetCause } from "./reset-cause.ts";
import { partedByUnsent } from "./unsent-cause.ts";
import { cameAsOutlier, splitCause, type SplitCause } from "./split-cause.ts";

/** One known weakness. */
export interface Weakness {
  /** What happens, in a sentence or two. */
  readonly about: string;
  /** The story that shows it, as a path in this repository: a kept failure, or a scenario. */
  readonly shownBy: string;
  /** Where it was reported or discussed. */
  readonly thread?: string;
}

const regressions = "scenarios/regressions";
const synapse = "https://github.com/element-hq/synapse/issues";

/** All known weaknesses by name. */
export const weaknesses = {
  "older-power-event": {
    about:
      "A join rule or the power levels were replaced, but the new event does not cite the old one. So state resolution orders them by power, time and ID, replays the old one last, and it comes back.",
    shownBy: `${regressions}/old-join-rule-comes-back.json`,
  },
  "older-event": {
    about:
      "An event replaced another of its slot without citing it. In the mainline order times and IDs decide, the old one is replayed last, and it comes back.",
    shownBy: `${regressions}/old-topic-comes-back.json`,
  },
  refused: {
    about:
      "State resolution replays an event after others that it did not know, and what they set refuses it, though nobody who knew it undid it.",
    shownBy: `${regressions}/topic-lost-by-kick.json`,
    thread: "https://github.com/matrix-org/synapse/issues/1953",
  },
  "least-deep": {
    about:
      "State resolution v1 takes the least deep event of a slot without a check and judges the others by it, so old power levels win over new ones.",
    shownBy: `${regressions}/least-deep-levels-win.json`,
    thread: "https://github.com/matrix-org/matrix-spec-proposals/pull/1442",
  },
  "partial-state": {
    about:
      "A server has joined with a part of the state, and goes by that part until it has the rest. A join of its users brings a part in which its other users are no members, and throws them out once that join alone is the end of the room.",
    shownBy: "scenarios/second-join.ts",
    thread: "https://github.com/matrix-org/synapse/pull/14606",
  },
  "never-whole": {
    about: "A server has joined with a part of the state, and gives up before it has the rest.",
    shownBy: "scenarios/unusable-room.ts",
    thread: `${synapse}/19210`,
  },
  "soft-failure-split": {
    about:
      "One server soft-failed what others accepted, each by its own current state, and nothing that came after brought them together.",
    shownBy: "scenarios/soft-failure-split.ts",
  },
  "dropped-once": {
    about:
      "A server dropped an event, for its key could not be had or its signature or hash is wrong. A refused event is not sent again, and as nobody builds on it, nobody asks for it.",
    shownBy: `${regressions}/dropped-for-want-of-a-key.json`,
  },
  "forgotten-for-good": {
    about:
      "A server was restored from a backup without an event that it had had. It is not sent again, and as nobody says, or may say, a word that stands on it, nobody asks for it.",
    shownBy: `${regressions}/forgotten-where-nobody-may-speak.json`,
  },
  "bridged-gap": {
    about:
      "A server was away for so long that others only tell it of the newest event. It asks for ten missing ones before that, and goes on from a state: what lies before those it never gets, or late, and then cannot tell that it is old.",
    shownBy: `${regressions}/lost-behind-ten-missing-events.json`,
    thread: "https://github.com/matrix-org/synapse/issues/9492",
  },
  "flat-depth": {
    about:
      "A server's events claim depths that do not grow. Who joins asks for what is missing before an event only if it is deeper than all it has, never closes the gap, and refuses what is pushed over it.",
    shownBy: "scenarios/flat-depth.ts",
    thread: `${synapse}/15320`,
  },
  "missed-while-out": {
    about:
      "A server's users were out of the room as others saw it, so what they made then was not sent to it, while one of its users came back unseen. As nobody says, or may say, a word that stands on it, nobody asks for it.",
    shownBy: `${regressions}/missed-while-out.json`,
  },
  "false-state": {
    about:
      "A server asks another for the state before a gap, or for the rest of the state with which it joined, and takes it at its word. What a liar leaves out is not there for the rules, so it rejects what all others accept; and what a liar has of old it keeps.",
    shownBy: `${regressions}/rejected-by-a-liars-state.json`,
  },
  "mixed-dialects": {
    about:
      "Servers resolved the same states, or judged the same event, by different dialects, each right by its own, and came to different ends.",
    shownBy: "scenarios/mixed-dialects.ts",
  },
  "leaked-extremity": {
    about:
      "An event came first as a part of a state and was accepted later, so what lies before it stays a forward extremity.",
    shownBy: "scenarios/leaked-extremity.ts",
    thread: "https://github.com/matrix-org/synapse/issues/6607",
  },
} as const satisfies Record<string, Weakness>;

export type WeaknessName = keyof typeof weaknesses;

/** A weakness by its name, as a file of results has it; undefined for one that is not known here. */
export function weaknessNamed(name: string): Weakness | undefined {
  return Object.hasOwn(weaknesses, name) ? weaknesses[name as WeaknessName] : undefined;
}

/**
 * The broken checks of a run that are known weaknesses, by check. Only where the referee finds every
 * verdict and resolution right (`auth-held`): what a wrong rule brings about is news.
 * @example knownWeaknesses(viewTrace(records), verdicts).get("no-state-reset") // "refused"
 */
export function knownWeaknesses(
  view: TraceView,
  verdicts: readonly VerdictRecord[],
): ReadonlyMap<string, WeaknessName> {
  const known = new Map<string, WeaknessName>();
  const isHeld = verdicts.some(({ check, result }) => check === "auth-held" && result === "held");
  if (!isHeld || !view.hasHistory) return known;
  for (const verdict of verdicts) {
    if (verdict.result !== "broken") continue;
    const name = weaknessOf(view, verdict);
    if (name !== undefined) known.set(verdict.check, name);
  }
  return known;
}

function weaknessOf(view: TraceView, verdict: VerdictRecord): WeaknessName | undefined {
  switch (verdict.check) {
    case "no-state-reset":
      return resetWeakness(view);
    case "converges":
      if (partedByDialects(view, verdict)) return "mixed-dialects";
      return splits[splitCause(view, verdict) ?? "unheard"] ?? partingWeakness(view, verdict);
    case "delivery":
      if (isNeverAskedFor(view, verdict)) return "flat-depth";
      return liesBehindGap(view, verdict) ? "bridged-gap" : undefined;
    case "bounded-extremities":
      if (cameAsOutlier(view, verdict)) return "leaked-extremity";
      return isHiddenByGap(view, verdict) ? "bridged-gap" : undefined;
    case "whole-state":
      return "never-whole";
    default:
      return undefined;
  }
}

/** What is known of each cause of a split; the others are news. */
const splits: Readonly<Record<SplitCause, WeaknessName | undefined>> = {
  "soft-failed": "soft-failure-split",
  dropped: "dropped-once",
  forgotten: "forgotten-for-good",
  rejected: undefined,
  unheard: undefined,
};

/** Why servers rejected or lack what parts them, where it is known. */
function partingWeakness(view: TraceView, verdict: VerdictRecord): WeaknessName | undefined {
  if (rejectedByFalseState(view, verdict)) return "false-state";
  if (partedByFalselyCompleted(view, verdict)) return "false-state";
  if (partedByDepth(view, verdict)) return "flat-depth";
  return partedByUnsent(view, verdict) ? "missed-while-out" : undefined;
}

function resetWeakness(view: TraceView): WeaknessName | undefined {
  const way = firstReset(view);
  if (way === undefined) return undefined;
  if (wentBackToFalseState(view, way)) return "false-state";
  return lostToPartOfState(view, way) ? "partial-state" : resetCause(view, way);
}
