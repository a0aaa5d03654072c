// The table of commands as a whole: every key has one meaning, every command a name of its own, and
// each does what it says to the page's state.
import { expect, test } from "vitest";
import { commandGroups } from "../../../../viz/app/commands/index.ts";
import type { Finder } from "../../../../viz/app/finder.ts";
import type { Player } from "../../../../viz/app/player.ts";
import type { PageState, Store } from "../../../../viz/app/state.ts";
import type { SwimView } from "../../../../viz/app/swim-view.ts";
import { swimLayout } from "../../../../viz/layout/swim.ts";
import { findingsOf, MomentIndex } from "../../../../viz/model/index.ts";
import { scenarioModel } from "../../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const rows = swimLayout(model).rows.list();
let state: Partial<PageState> = {};
const store = {
  get current() {
    return state;
  },
  set: (patch: Partial<PageState>) => (state = { ...state, ...patch }),
} as unknown as Store;
const swim = {
  servers: [2, 0, 1],
  neighbourEvent: (by: number) => (state.selected ?? 0) + by,
  findRow: (by: number, _: unknown, wanted: (row: (typeof rows)[number]) => boolean) =>
    by > 0 ? rows.find(wanted) : rows.findLast(wanted),
} as unknown as SwimView;
const player = { toggle: () => (state = { ...state, playing: true }) } as unknown as Player;
const finder = { go: (by: number) => (state = { ...state, step: by }) } as unknown as Finder;
const groups = commandGroups({
  model,
  store,
  player,
  moments: new MomentIndex(model),
  swim,
  finder,
  say: () => undefined,
});
const commands = groups.flatMap((group) => group.commands);
const press = (key: string, from: Partial<PageState> = {}) => {
  state = {
    atMs: model.endMs,
    selected: -1,
    tab: "state",
    resolution: -1,
    step: 0,
    room: 0,
    ...from,
  };
  const command = commands.find(({ keys }) => keys.includes(key));
  if (command === undefined) throw new Error(`no command has the key ${key}`);
  command.act(key);
  return state;
};

test("no key has two meanings, no name stands twice", () => {
  const keys = commands.flatMap((command) => command.keys);
  expect(new Set(keys).size).toBe(keys.length);
  const names = commands.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("time, eyes and rows", () => {
  expect(press("Home")).toMatchObject({ atMs: 0, playing: false });
  expect(press("ArrowRight", { atMs: 0, stepBy: "record" }).atMs).toBe(model.moments[1]);
  expect(press("x", { atMs: 0 }).atMs).toBeGreaterThan(0);
  expect(press("1")).toMatchObject({ asSeenBy: 2 });
  expect(press("9").asSeenBy).toBeUndefined();
  expect(press("+", { rowRem: 1.6 }).rowRem).toBe(2.2);
  expect(press("-", { rowRem: 0.2 }).rowRem).toBe(0.1);
  expect(press("f").rowRem).toBe(0);
  expect(press("Escape", { help: true, selected: 4 })).toMatchObject({ help: false, selected: 4 });
});

test("the picture: layouts in turn, true time, messages, panes of servers that differ", () => {
  expect(press("l", { layout: "swim" }).layout).toBe("rail");
  expect(press("l", { layout: "layered" }).layout).toBe("swim");
  expect(press("t", { rowsBy: "rank" }).rowsBy).toBe("time");
  expect(press("e", { layout: "rail", panes: [] })).toMatchObject({ messages: true });
  expect(press("v", { panes: [], atMs: 30_000 }).panes).toEqual([1, 0]);
  expect(press("v", { panes: [1] }).panes).toEqual([]);
});

test("points: side A and B are pinned where one looks", () => {
  const from = { atMs: 9_000, asSeenBy: 2, a: 0, b: 1 };
  expect(press("a", from)).toMatchObject({ a: 2, b: 1, pinA: { kind: "at", value: 9_000 } });
  expect(press("b", { ...from, asSeenBy: -1 })).toMatchObject({
    ...{ a: 0, b: 1, pairChosen: true, tab: "state" },
    pinB: { kind: "at", value: 9_000 },
  });
});

test("anomalies: all kinds, in order of time, round at the ends", () => {
  const first = press("n", { finding: -1 });
  expect(first).toMatchObject({ finding: 0, playing: false });
  const count = findingsOf(model, 0).length;
  const times: number[] = [];
  for (let at = 0; at < count; at++) times.push(press("n", { ...state }).atMs ?? -1);
  expect(times.at(-1)).toBe(first.atMs);
  expect(times.slice(0, -1)).toEqual(times.slice(0, -1).sort((a, b) => a - b));
  expect(press("N", { finding: 0, atMs: first.atMs ?? 0 }).finding).toBe(count - 1);
});

test("steps: by record, event, resolution, anomaly", () => {
  expect(press("u", { stepBy: "record" }).stepBy).toBe("event");
  expect(press("u", { stepBy: "anomaly" }).stepBy).toBe("record");
  const event = press("ArrowRight", { stepBy: "event", selected: 3 });
  expect(event).toMatchObject({ selected: 4, atMs: model.events[4].atMs });
  const resolution = press("ArrowRight", { stepBy: "resolution", resolution: 2 });
  expect(resolution).toMatchObject({ resolution: 3, tab: "resolution" });
  expect(press("ArrowLeft", { stepBy: "anomaly", finding: -1 }).finding).toBeGreaterThan(0);
});

test("events: a parent, a child, a merge", () => {
  const refused = model.events.findIndex(
    ({ index }) => model.arrivals.refusalsOf(index).length > 0,
  );
  expect(press("p", { selected: refused }).selected).toBe(model.events[refused].prev[0]);
  const child = press("c", { selected: 0 }).selected ?? -1;
  expect(model.events[child].prev).toContain(0);
  expect(model.events[press("m").selected ?? -1].prev.length).toBeGreaterThan(1);
});

test("resolutions: the cursor opens at the first step, then walks, and stops at the ends", () => {
  expect(press(".")).toMatchObject({ tab: "resolution", step: 0 });
  expect(press(".", { tab: "resolution", step: 3 }).step).toBe(4);
  expect(press(",", { tab: "resolution", step: 0 }).step).toBe(0);
  const last = press(".", { tab: "resolution", step: 9_999 }).step;
  expect(press(".", { tab: "resolution", step: last }).step).toBe(last);
  const next = press("r", { resolution: 2 });
  expect(next).toMatchObject({ resolution: 3, step: 0, atMs: model.resolutions[3].atMs });
});
