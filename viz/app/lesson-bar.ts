// The tutorial above the picture: what the present lesson says, and the way to the next one. Going to
// a lesson moves the page to what it speaks of; the reader may then look around freely.
import { gatherModel, openModel, type Model } from "../model/index.ts";
import { button, el, setText } from "./dom.ts";
import type { OtherRun } from "./other-run.ts";
import { changed, type PageState, type Store, type View } from "./state.ts";
import { finderOf, tellStory, tutorials, type Tutorial } from "./tutorials/index.ts";

interface Parts {
  readonly model: Model;
  readonly store: Store;
  readonly other: OtherRun;
  readonly tutorial: Tutorial;
  readonly openTutorial: (name: string) => void;
}

export class LessonBar implements View {
  readonly element: HTMLElement;
  private readonly parts: Parts;
  private readonly place = el("span", { class: "quiet" });
  private readonly title = el("h2", {});
  private readonly text = el("p", { "aria-live": "polite" });
  private readonly back: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  /** How the page stood before any lesson moved it. */
  private readonly first: PageState;

  constructor(parts: Parts) {
    this.parts = parts;
    this.first = parts.store.current;
    this.back = button({ text: "Back" }, () => this.go(-1));
    this.next = button({ text: "Next", class: "primary" }, () => this.go(1));
    this.back.title = "Lesson before ([)";
    this.next.title = "Next lesson (])";
    const words = el("div", { class: "lesson-words" }, this.place, this.title, this.text);
    this.element = el("section", { class: "lesson", "aria-label": "Tutorial" }, words);
    this.element.append(el("div", { class: "lesson-ways" }, this.back, this.next));
  }

  update(state: PageState, before: PageState | undefined): void {
    if (!changed(state, before, "lesson")) return;
    const { tutorial } = this.parts;
    const lesson = tutorial.lessons[state.lesson] ?? tutorial.lessons[0];
    const count = `${state.lesson + 1} of ${tutorial.lessons.length}`;
    setText(this.place, `${tutorial.title} · ${count}`);
    setText(this.title, lesson.title);
    setText(this.text, lesson.text);
    this.back.disabled = state.lesson <= 0;
    const follower = this.follower();
    setText(this.next, this.isLast() ? (follower?.title ?? "All tutorials") : "Next");
  }

  /** To another lesson; after the last one to the next tutorial. */
  go(by: 1 | -1): void {
    if (by > 0 && this.isLast()) {
      this.parts.openTutorial(this.follower()?.name ?? "");
      return;
    }
    this.show(Math.max(0, this.parts.store.current.lesson + by));
  }

  /** Moves the page to what a lesson speaks of. */
  show(lesson: number): void {
    const { tutorial, model, store, other } = this.parts;
    const { look, comparedWith } = tutorial.lessons[lesson];
    store.set({ ...this.first, lesson, ...look?.(finderOf(model)) });
    if (comparedWith === undefined) return;
    const { roomVersion } = comparedWith;
    const told = openModel(gatherModel(tellStory(tutorial, roomVersion)));
    other.set(told, `the same story in room version ${roomVersion}`);
  }

  private isLast(): boolean {
    const { tutorial, store } = this.parts;
    return store.current.lesson >= tutorial.lessons.length - 1;
  }

  private follower(): Tutorial | undefined {
    return tutorials[tutorials.indexOf(this.parts.tutorial) + 1];
  }
}
