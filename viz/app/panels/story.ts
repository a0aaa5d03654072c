// The panel that tells a run's story again, otherwise: the plan of the trace with other rules, another
// seed or without some steps, run in the page by the simulator. The outcome stands beside the run.
import { dialects, stableVersions } from "../../../sim/protocol/index.ts";
import type { Plan } from "../../../sim/run/plan/plan.ts";
import { run } from "../../../sim/run/run.ts";
import { gatherModel, openModel } from "../../model/index.ts";
import { changedPlan, runnablePlan, stepText } from "../../what-if/index.ts";
import { button, el, select } from "../dom.ts";
import type { PageParts, Panel } from "./panel.ts";
import { choices } from "./what-if.ts";

export class StoryPanel implements Panel {
  readonly element = el("section", { class: "panel story", "aria-label": "The story again" });
  private readonly parts: PageParts;
  private version = "";
  private dialect = "";
  private readonly without = new Set<number>();
  private readonly seed = el("input", { type: "text", "aria-label": "Seed", size: "8" });
  private readonly words = el("p", { class: "quiet", role: "status" });

  constructor(parts: PageParts) {
    this.parts = parts;
    const plan = runnablePlan(parts.model.meta.plan);
    this.element.append(el("h2", {}, "The story, told again"));
    this.element.append(
      el("div", { class: "body" }, ...(plan === undefined ? [this.none()] : this.form(plan))),
    );
  }

  update(): void {
    // Only what the reader chooses changes it.
  }

  private none(): HTMLElement {
    const words = "The trace holds no plan that the page could run again.";
    return el("p", { class: "quiet" }, words);
  }

  private form(plan: Plan): HTMLElement[] {
    const versions = choices(plan.rooms[0]?.version ?? "?", stableVersions);
    const version = select({ label: "Room version of the story", options: versions }, (value) => {
      this.version = value;
    });
    const own = plan.servers[0]?.dialect ?? "that of the policy";
    const dialect = select(
      { label: "Dialect of all servers", options: choices(own, [...dialects.keys()]) },
      (value) => (this.dialect = value),
    );
    this.seed.placeholder = plan.seed;
    const steps = plan.steps.map((step) => {
      const box = el("input", { type: "checkbox" });
      box.checked = true;
      box.addEventListener("change", () => {
        if (box.checked) this.without.delete(step.id);
        else this.without.add(step.id);
      });
      return el("li", {}, el("label", {}, box, ` ${step.atMs / 1000} s · ${stepText(step)}`));
    });
    const go = button({ text: "Tell it", class: "primary" }, () => this.tell(plan));
    const label = (name: string, field: HTMLElement) => el("label", {}, `${name} `, field);
    return [
      el(
        "div",
        { class: "controls" },
        label("room version", version),
        label("dialect", dialect),
        label("seed", this.seed),
        go,
      ),
      el("details", {}, el("summary", {}, `Steps (${plan.steps.length})`), el("ul", {}, ...steps)),
      this.words,
    ];
  }

  private tell(plan: Plan): void {
    const { version, dialect, without } = this;
    const seed = this.seed.value.trim();
    const changes = [
      version === "" ? "" : `room version ${version}`,
      dialect === "" ? "" : `dialect ${dialect}`,
      seed === "" ? "" : `seed ${seed}`,
      without.size === 0 ? "" : `without ${without.size} step${without.size > 1 ? "s" : ""}`,
    ].filter((words) => words !== "");
    if (changes.length === 0) {
      this.words.textContent = "Change something first: told the same way it ends the same way.";
      return;
    }
    try {
      const { records } = run(changedPlan(plan, { version, dialect, seed, without }));
      this.parts.other.set(
        openModel(gatherModel(records)),
        `the story again, ${changes.join(", ")}`,
      );
      this.parts.store.set({ tab: "compare" });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      this.words.textContent = `That story cannot be told: ${why}`;
    }
  }
}
