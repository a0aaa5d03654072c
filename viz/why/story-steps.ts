// A resolution as a row of steps that a cursor walks through: one for each stage, and within the
// passes of auth checks one for each check. A step names the events that it lights up in the
// picture, and what part each plays there.
import type { Model } from "../model/index.ts";
import type { ResolutionStory, Stage } from "./resolution-story.ts";

/** The part that an event plays in what is being told. */
export type LitRole = "subject" | "refused" | "winner" | "loser" | "context";

export interface Lit {
  readonly event: number;
  readonly role: LitRole;
}

export interface StoryStep {
  /** Index into `story.stages`. */
  readonly stage: number;
  /** The row of a pass of auth checks, -1 for the stage as a whole. */
  readonly row: number;
  readonly lit: readonly Lit[];
}

/** All steps of a story, in order. There is always at least one. */
export function storySteps(model: Model, story: ResolutionStory): StoryStep[] {
  return story.stages.flatMap((stage, at): StoryStep[] => {
    if (stage.kind !== "auth-checks") {
      return [{ stage: at, row: -1, lit: unique(litOf(model, story, stage)) }];
    }
    return stage.rows.map(({ event, verdict, replaced }, row) => {
      const subject: Lit = { event, role: verdict.ok ? "subject" : "refused" };
      const context = citedBy(model, event);
      const old: Lit[] =
        verdict.ok && replaced !== event ? [{ event: replaced, role: "loser" }] : [];
      return { stage: at, row, lit: unique([subject, ...old, ...context]) };
    });
  });
}

function litOf(model: Model, story: ResolutionStory, stage: Stage): Lit[] {
  const all = (events: readonly number[], role: LitRole) =>
    events.map((event): Lit => ({ event, role }));
  switch (stage.kind) {
    case "split":
      return all(
        stage.slots.flatMap(({ held }) => held),
        "subject",
      );
    case "auth-difference":
      return all(
        stage.events.map(({ event }) => event),
        "subject",
      );
    case "conflicted-subgraph":
    case "mainline":
      return all(stage.events, "subject");
    case "power-order":
    case "mainline-order":
      return all(
        stage.rows.map(({ event }) => event),
        "subject",
      );
    case "unconflicted":
      return stage.overridden.flatMap(({ from, to }): Lit[] => [
        { event: to, role: "winner" },
        { event: from, role: "loser" },
      ]);
    case "auth-checks":
      return [];
    case "result":
      return outcomes(model, story);
  }
}

/** Winners of contested slots, and the events that lost there. */
function outcomes(model: Model, { explanation }: ResolutionStory): Lit[] {
  const at = (id: string | undefined) => (id === undefined ? -1 : (model.indexOfId.get(id) ?? -1));
  const winners = explanation.keys.map(({ winner }): Lit => {
    return { event: at(winner?.id), role: "winner" };
  });
  const losers = explanation.keys.flatMap(({ said, replayed }) =>
    [...said, ...replayed.map(({ event }) => event)].map((ref): Lit => {
      return { event: at(ref?.id), role: "loser" };
    }),
  );
  return [...winners, ...losers];
}

/** The auth events of an event that the trace holds. */
function citedBy(model: Model, event: number): Lit[] {
  return model.events[event].auth.map((at): Lit => ({ event: at, role: "context" }));
}

/** Each event once, in its first part; events that the trace lacks are left out. */
function unique(lit: readonly Lit[]): Lit[] {
  const seen = new Set<number>([-1]);
  return lit.filter(({ event }) => !seen.has(event) && seen.add(event));
}
