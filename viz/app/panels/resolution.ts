// The panel on one state resolution: which one, a cursor that walks through its steps while the
// picture lights up what each is about, and all stages with their rows below. What the resolver does
// is told by viz/why; this file only shows it.
import type { Model } from "../../model/index.ts";
import { resolutionName, resolutionStory, storySteps, type StoryStep } from "../../why/index.ts";
import { button, el, select, setText } from "../dom.ts";
import { timeLink } from "../event-link.ts";
import { chosenResolution, stepResolution } from "../resolution-cursor.ts";
import { changed, type PageState, type Store } from "../state.ts";
import type { PageParts, Panel } from "./panel.ts";
import { stageElement, type StageElement } from "./resolution-stage.ts";

/** What resolutions are for, in words. */
const purposes = {
  before: "the state before an event",
  current: "its current state",
  "soft-failure": "the check of an event over a gap",
} as const;

/** More resolutions than this are offered around the chosen one only. */
const offeredMax = 400;

export class ResolutionPanel implements Panel {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly store: Store;
  private readonly choice: HTMLSelectElement;
  private readonly top = el("div", { class: "sticky" });
  private readonly where = el("span", { class: "quiet" });
  private readonly head = el("div", { class: "body" });
  private readonly body = el("ol", { class: "stages" });
  private stages: readonly StageElement[] = [];
  private steps: readonly StoryStep[] = [];
  private shown = -2;

  constructor({ model, store }: PageParts) {
    this.model = model;
    this.store = store;
    this.choice = select({ label: "Resolution", options: [] }, (value) =>
      store.set({ resolution: Number(value), step: 0 }),
    );
    const back = button({ text: "‹ step", label: "Step back (,)" }, () =>
      stepResolution(model, store, -1),
    );
    const on = button({ text: "step ›", label: "Step on (.)" }, () =>
      stepResolution(model, store, 1),
    );
    const cursor = el("div", { class: "cursor" }, back, on, this.where);
    this.top.append(this.choice, cursor);
    this.element = el("section", { class: "panel resolution", "aria-label": "Resolution" });
    this.element.append(
      el("h2", { class: "unseen" }, "State resolution"),
      this.top,
      this.head,
      this.body,
    );
  }

  update(state: PageState, before: PageState | undefined): void {
    const chosen = chosenResolution(this.model, state);
    if (chosen !== this.shown || before === undefined) this.showResolution(chosen);
    if (chosen !== this.shown || changed(state, before, "step", "resolution", "tab")) {
      this.showStep(Math.min(state.step, this.steps.length - 1));
    }
    this.shown = chosen;
  }

  private showResolution(chosen: number): void {
    const { model, store } = this;
    this.fillChoice(chosen);
    this.stages = [];
    this.steps = [];
    this.body.replaceChildren();
    if (chosen < 0) {
      const words = "No server had to resolve states in this room: nobody’s histories differed.";
      this.head.replaceChildren(el("p", { class: "quiet" }, words));
      return;
    }
    const record = model.resolutions[chosen];
    const facts = el("p", {}, `${model.serverNames[record.server]} at `);
    const why = purposes[record.why];
    facts.append(timeLink(store, record.atMs), ` for ${why}, by ${record.algorithm}`);
    facts.append(` (dialect ${record.dialect}).`);
    const telling = resolutionStory(model, chosen);
    if (!telling.ok) {
      this.head.replaceChildren(facts, el("p", { class: "quiet" }, telling.why));
      return;
    }
    const { story } = telling;
    this.head.replaceChildren(facts, ...(story.agrees ? [] : [disagreement(record.output)]));
    this.steps = storySteps(model, story);
    this.stages = story.stages.map((stage, at) => {
      const goTo = (row: number) => this.goTo(at, row);
      return stageElement({ model, store }, { story, stage, goTo });
    });
    this.body.append(...this.stages.map(({ element }) => element));
  }

  private goTo(stage: number, row: number): void {
    const exact = this.steps.findIndex((step) => step.stage === stage && step.row === row);
    const step = exact >= 0 ? exact : this.steps.findIndex((each) => each.stage === stage);
    if (step >= 0) this.store.set({ step, resolution: this.shown });
  }

  private fillChoice(chosen: number): void {
    const { model } = this;
    const first = Math.max(
      0,
      Math.min(chosen - offeredMax / 2, model.resolutions.length - offeredMax),
    );
    const offered = model.resolutions.slice(first, first + offeredMax);
    const options = offered.map((record, at) => {
      const text = resolutionName(record, model.serverNames[record.server]);
      return el("option", { value: String(first + at) }, text);
    });
    this.choice.replaceChildren(...options);
    this.choice.value = String(chosen);
    this.choice.hidden = options.length === 0;
  }

  /** Scrolls the panel, never the page: on narrow screens the picture would be pushed away. */
  private bringIntoSight(target: Element): void {
    const box = this.element.parentElement;
    if (box === null || box.scrollHeight <= box.clientHeight) return;
    const top = box.getBoundingClientRect().top + this.top.offsetHeight;
    const { top: targetTop, bottom } = target.getBoundingClientRect();
    const below = bottom - box.getBoundingClientRect().bottom;
    if (targetTop < top) box.scrollTop += targetTop - top;
    else if (below > 0) box.scrollTop += Math.min(below, targetTop - top);
  }

  private showStep(at: number): void {
    const step = this.steps[at];
    for (const [stage, element] of this.stages.entries()) {
      element.mark(step?.stage === stage ? step.row : undefined);
    }
    setText(this.where, step === undefined ? "" : `step ${at + 1} of ${this.steps.length}`);
    if (step === undefined) return;
    const target = this.stages[step.stage]?.current(step.row);
    if (target !== undefined) this.bringIntoSight(target);
  }
}

function disagreement(output: number): HTMLElement {
  const words =
    `The rules of this page come to another state than S${output}, which the trace records. ` +
    "Either that server follows other rules, or one of the two has a bug.";
  return el("p", { class: "bad" }, words);
}
