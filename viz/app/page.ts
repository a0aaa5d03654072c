// Puts the page together: one store, the views that show it, and the keys that change it.
import { timeScale } from "../layout/index.ts";
import { MomentIndex, type Model } from "../model/index.ts";
import { el } from "./dom.ts";
import { DifferencePanel } from "./difference-panel.ts";
import { EventPanel } from "./event-panel.ts";
import { Header } from "./header.ts";
import { Help } from "./help.ts";
import { installHook } from "./hook.ts";
import { keysOf, listenToKeys } from "./keys.ts";
import { Legend } from "./legend.ts";
import { LinkKeeper, readLink } from "./link.ts";
import { fittingSpeed, Player } from "./player.ts";
import { StatePanel } from "./state-panel.ts";
import { calmly, Store, type PageState } from "./state.ts";
import { SwimView } from "./swim-view.ts";
import { Theme } from "./theme.ts";
import { TimelineBar } from "./timeline-bar.ts";

/** Shows a model on the whole page, at the run's end or where the address says. */
export function showPage(model: Model): void {
  const scale = timeScale(model.moments, model.endMs);
  const speed = fittingSpeed(scale.length);
  const store = new Store({ ...firstState(model), speed, ...readLink(location.hash, model) });
  const moments = new MomentIndex(model);
  const player = new Player(store, scale);
  const swim = new SwimView(model, store);
  const theme = new Theme(() => store.refresh());
  const time = new TimelineBar(model, { store, player, moments, scale });
  const event = new EventPanel(model, store);
  const difference = new DifferencePanel(model, store);
  const state = new StatePanel(model, store);
  const legend = new Legend();
  const keys = keysOf(model, { store, player, moments, swim });
  const help = new Help(keys, store);
  const panels = el("aside", { class: "panels", "aria-label": "Details" });
  panels.append(event.element, difference.element, state.element);
  const main = el("main", {}, swim.element, panels);
  const header = new Header(model, store, theme);
  document.body.replaceChildren(header.element, time.element, main, legend.element, help.element);
  document.title = `${model.meta.scenario} · seed ${model.meta.seed} · Rashomon`;
  // The picture comes first: it reads sizes, which is dear once others have changed the page.
  const calm = [event, difference, state].map(calmly);
  const views = [player, swim, time, ...calm, legend, help, new LinkKeeper()];
  for (const view of views) store.add(view);
  window.addEventListener("hashchange", () => store.set(readLink(location.hash, model)));
  listenToKeys(keys);
  installHook(store, swim);
  store.refresh();
}

function firstState(model: Model): PageState {
  return {
    atMs: model.endMs,
    playing: false,
    speed: 1,
    room: 0,
    asSeenBy: -1,
    selected: -1,
    a: 0,
    b: Math.min(1, model.meta.servers.length - 1),
    pairChosen: false,
    rowRem: 1.6,
    help: false,
  };
}
