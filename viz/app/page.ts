// Puts the page together: one store, the views that show it, and the keys that change it.
import { timeScale, type TimeScale } from "../layout/index.ts";
import { MomentIndex, type Model } from "../model/index.ts";
import { el } from "./dom.ts";
import { commandGroups } from "./commands/index.ts";
import { FilterBar } from "./filter-bar.ts";
import { Finder } from "./finder.ts";
import { Header } from "./header.ts";
import { Help } from "./help.ts";
import { installHook } from "./hook.ts";
import { Inspector } from "./inspector.ts";
import { listenToKeys } from "./keys.ts";
import { LayeredView } from "./layered-view.ts";
import { LessonBar } from "./lesson-bar.ts";
import { Legend } from "./legend.ts";
import { LinkKeeper, readLink } from "./link.ts";
import type { Notice } from "./notice.ts";
import { OtherRun } from "./other-run.ts";
import { Palette } from "./palette.ts";
import { fittingSpeed, Player } from "./player.ts";
import { PictureBar } from "./picture-bar.ts";
import { Store, type PageState } from "./state.ts";
import { SynopsisBar } from "./synopsis-bar.ts";
import { stepOnce } from "./stepping.ts";
import { SwimView } from "./swim-view.ts";
import { Theme } from "./theme.ts";
import { TimelineBar } from "./timeline-bar.ts";
import type { Tutorial } from "./tutorials/index.ts";
import { dismissOthers, helperOf, type Helper } from "./worker/helper.ts";

/** Ends what the page showed before: its keys must not act twice. */
let shown = new AbortController();

/** A page that is shown. */
export interface ShownPage {
  /** What it shows now. */
  readonly state: PageState;
}

interface PageOptions {
  readonly notice: Notice;
  /** What an earlier picture of the same run showed: it counts instead of the address. */
  readonly kept?: Partial<PageState>;
  readonly tutorial?: {
    readonly tutorial: Tutorial;
    readonly openTutorial: (name: string) => void;
  };
}

/** Shows a model on the whole page, at the run's end or where the address says. */
export function showPage(model: Model, { notice, kept, tutorial }: PageOptions): ShownPage {
  shown.abort();
  shown = new AbortController();
  const { signal } = shown;
  const scale = timeScale(model.moments, model.endMs);
  const wanted = kept ?? readLink(location.hash, model);
  const store = new Store({ ...firstState(model, scale), ...wanted });
  const helper = helperFor(model, store);
  const moments = new MomentIndex(model);
  const player = new Player(store, scale);
  const swim = new SwimView(model, store);
  const filters = new FilterBar(model, store, signal);
  const bar = new PictureBar(model, store, filters.opener);
  const layered = new LayeredView(model, store);
  swim.element.prepend(el("div", {}, bar.element, filters.element));
  swim.element.append(layered.element);
  const theme = new Theme(() => store.refresh());
  const say = (words: string) => notice.show(words, "quiet");
  const step = (by: 1 | -1) => stepOnce({ model, store, moments, swim, say }, by);
  const time = new TimelineBar(model, { store, player, moments, scale, step });
  const other = new OtherRun(() => store.refresh());
  const show = (next: Model) => void showPage(next, { notice });
  const inspector = new Inspector({ model, store, other, show, say });
  const legend = new Legend(model.meta.servers.length);
  const finder = new Finder(model, store);
  time.element.append(finder.element, finder.chips);
  const lessons = tutorial && new LessonBar({ model, store, other, ...tutorial });
  const groups = commandGroups({ model, store, player, moments, swim, finder, say, lessons });
  const help = new Help(groups, store);
  const palette = new Palette(groups, store);
  const main = el("main", {}, swim.element, inspector.element);
  const story = lessons ?? new SynopsisBar(model, store);
  const header = new Header(model, { store, theme, story: story.element });
  document.body.replaceChildren(header.element, time.element, main, legend.element);
  document.body.append(help.element, palette.element);
  document.title = titleOf(model);
  // The picture comes first: it reads sizes, which is dear once others have changed the page.
  const first = [player, bar, filters, swim, layered, time];
  const then = [finder, inspector, story, legend, help, palette, new LinkKeeper(signal)];
  for (const view of [...first, ...then]) store.add(view);
  // A link into a tutorial may say more than its lesson does.
  if (lessons !== undefined) {
    lessons.show(store.current.lesson);
    store.set(wanted);
  }
  const follow = () => store.set(readLink(location.hash, model));
  window.addEventListener("hashchange", follow, { signal });
  listenToKeys(
    groups.flatMap(({ commands }) => commands),
    { openPalette: () => store.set({ palette: true }), signal },
  );
  const picture = () => (store.current.layout === "layered" ? layered : swim);
  installHook(store, { picture, helper });
  store.refresh();
  return {
    get state() {
      return store.current;
    },
  };
}

/** The worker that knows this model, where there is one; what it answers is shown. */
function helperFor(model: Model, store: Store): Helper | undefined {
  dismissOthers(model);
  const helper = helperOf(model);
  const heard = () => store.set({ answers: store.current.answers + 1 });
  if (helper !== undefined) helper.heard = heard;
  return helper;
}

function titleOf({ meta: { scenario, seed } }: Model): string {
  return [scenario, seed === "" ? "" : `seed ${seed}`, "Rashomon"].filter(Boolean).join(" · ");
}

function firstState(model: Model, scale: TimeScale): PageState {
  return {
    atMs: model.endMs,
    playing: false,
    speed: fittingSpeed(scale.length),
    stepBy: "record",
    finding: -1,
    room: 0,
    asSeenBy: -1,
    selected: -1,
    a: 0,
    b: Math.min(1, model.meta.servers.length - 1),
    pairChosen: false,
    pinA: undefined,
    pinB: undefined,
    layout: "swim",
    rowsBy: "rank",
    panes: [],
    unfolded: [],
    messages: false,
    rowRem: 1.6,
    help: false,
    palette: false,
    query: "",
    filter: "",
    keepAnomalies: true,
    tab: "state",
    resolution: -1,
    step: 0,
    change: "",
    lesson: 0,
    answers: 0,
    asked: { kind: "not-in-state", server: 0 },
  };
}
