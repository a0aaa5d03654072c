// The page's state in its address, so that a link leads to an instant, an event and a pair of
// servers: `#t=12345&by=2&e=17&a=0&b=1&tab=why`. Never in it: the trace itself.
import { pinText, readPin, type Model } from "../model/index.ts";
import { lengthMax } from "../find/index.ts";
import { keptData } from "./link-data.ts";
import { tabs } from "./panels/index.ts";
import {
  layoutNames,
  panesMax,
  stepModes,
  type Asked,
  type PageState,
  type View,
} from "./state.ts";

/** What a link says, as far as it fits this model. */
export function readLink(hash: string, model: Model): Partial<PageState> {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const number = (name: string, count: number): number | undefined => {
    const text = words.get(name);
    const value = text === null || text === "" ? Number.NaN : Number(text);
    return Number.isSafeInteger(value) && value >= 0 && value < count ? value : undefined;
  };
  const servers = model.meta.servers.length;
  const [a, b] = [number("a", servers), number("b", servers)];
  const tab = words.get("tab");
  const layout = layoutNames.find((name) => name === words.get("l"));
  const panes = readPanes(words.get("p"), servers);
  const found: { -readonly [K in keyof PageState]?: PageState[K] | undefined } = {
    atMs: number("t", model.endMs + 1),
    asSeenBy: number("by", servers),
    selected: number("e", model.events.length),
    room: number("room", model.meta.rooms.length),
    tab: tabs.some(({ id }) => id === tab) ? (tab ?? undefined) : undefined,
    resolution: number("res", model.resolutions.length),
    step: number("step", 100_000),
    layout,
    rowsBy: words.get("y") === "time" ? "time" : undefined,
    panes,
    unfolded: readPanes(words.get("g"), servers),
    messages: words.get("m") === "1" ? true : undefined,
    stepBy: stepModes.find((mode) => mode === words.get("u")),
    lesson: number("lesson", 100),
    change: words.get("if")?.slice(0, 2_000),
    query: words.get("q")?.slice(0, lengthMax),
    filter: words.get("f")?.slice(0, lengthMax),
    keepAnomalies: words.get("fa") === "0" ? false : undefined,
    asked: readAsked(words.get("ask"), servers),
    ...(a !== undefined && b !== undefined ? { a, b, pairChosen: true } : {}),
    pinA: readPin(words.get("pa"), model),
    pinB: readPin(words.get("pb"), model),
  };
  if (found.tab === undefined && found.selected !== undefined) found.tab = "event";
  const given = Object.entries(found).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<PageState>;
}

const askedKinds: readonly Asked["kind"][] = ["not-in-state", "not-there", "refused"];

/** `refused@2`: what is asked, and of which server. */
function readAsked(text: string | null, servers: number): Asked | undefined {
  const [, word, place] = /^([a-z-]+)@(\d{1,9})$/.exec(text ?? "") ?? [];
  const kind = askedKinds.find((each) => each === word);
  const server = Number(place);
  return kind === undefined || server >= servers ? undefined : { kind, server };
}

/** `0,4,2`: servers with panes (or groups of them), each once; none where one of them is none. */
function readPanes(text: string | null, servers: number): readonly number[] | undefined {
  if (text === null || !/^\d{1,9}(?:,\d{1,9})*$/.test(text)) return undefined;
  const panes = [...new Set(text.split(",").map(Number))];
  return panes.every((server) => server < servers) ? panes.slice(0, panesMax) : undefined;
}

/** The link to a state. */
export function writeLink(state: PageState): string {
  const words = new URLSearchParams({ t: String(state.atMs) });
  if (state.asSeenBy >= 0) words.set("by", String(state.asSeenBy));
  if (state.selected >= 0) words.set("e", String(state.selected));
  if (state.query !== "") words.set("q", state.query);
  if (state.filter !== "") words.set("f", state.filter);
  if (!state.keepAnomalies) words.set("fa", "0");
  if (state.layout !== "swim") words.set("l", state.layout);
  if (state.rowsBy === "time") words.set("y", "time");
  if (state.panes.length > 0) words.set("p", state.panes.join(","));
  if (state.unfolded.length > 0) words.set("g", state.unfolded.join(","));
  if (state.messages) words.set("m", "1");
  if (state.stepBy !== "record") words.set("u", state.stepBy);
  if (state.room > 0) words.set("room", String(state.room));
  if (state.pairChosen) {
    words.set("a", String(state.a));
    words.set("b", String(state.b));
    if (state.pinA !== undefined) words.set("pa", pinText(state.pinA));
    if (state.pinB !== undefined) words.set("pb", pinText(state.pinB));
  }
  if (state.tab !== (state.selected >= 0 ? "event" : "state")) words.set("tab", state.tab);
  if (state.tab === "resolution" && state.resolution >= 0) {
    words.set("res", String(state.resolution));
    words.set("step", String(state.step));
  }
  if (state.lesson > 0) words.set("lesson", String(state.lesson));
  if (state.change !== "") words.set("if", state.change);
  if (state.tab === "why") words.set("ask", `${state.asked.kind}@${state.asked.server}`);
  return `#${words.toString()}`;
}

/** Keeps the address up to date, a little after the last change: browsers limit how often. */
export class LinkKeeper implements View {
  private timer = 0;

  /** `signal` ends it, at once. */
  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => clearTimeout(this.timer));
  }

  update(state: PageState): void {
    clearTimeout(this.timer);
    if (state.playing) return;
    this.timer = window.setTimeout(() => {
      history.replaceState(null, "", writeLink(state) + keptData(location.hash));
    }, 300);
  }
}
