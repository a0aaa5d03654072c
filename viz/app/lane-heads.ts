// The heads of the lanes: each server's name, how many events it knew, and which state it held.
// Equal numbers of states are equal states, so that one look tells who agrees. Clicking a head
// looks through that server's eyes; clicking it again, through everyone's.
import { everyone, type SceneView } from "../draw/index.ts";
import { laneX, lanesInSight, type LaneMembers } from "../layout/index.ts";
import { campsAt, currentAt, type Model } from "../model/index.ts";
import { el, setText } from "./dom.ts";
import type { PageState, Store } from "./state.ts";

interface Head {
  readonly element: HTMLButtonElement;
  readonly name: HTMLElement;
  readonly state: HTMLElement;
  readonly count: HTMLElement;
  lane: number;
  /** Where many servers share the lane. */
  members: LaneMembers | undefined;
}

export class LaneHeads {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly store: Store;
  private readonly heads: Head[] = [];
  private readonly corner = el("span", { class: "corner" }, "time");
  private readonly legendWord = el("span", { class: "eyes" });

  constructor(model: Model, store: Store) {
    this.model = model;
    this.store = store;
    this.element = el("div", { class: "heads", role: "group", "aria-label": "Seen by" });
    this.element.append(this.corner, this.legendWord);
  }

  show(view: SceneView, { atMs, asSeenBy, room }: PageState): void {
    const { model } = this;
    const { columns, remPx, scrollLeftPx } = view;
    // Columns of a rail are no servers; panes are.
    const isServers = view.layout.name === "swim" || view.split === "panes";
    const lanes = isServers ? lanesInSight(columns, scrollLeftPx) : [];
    this.element.classList.toggle("bare", !isServers);
    const slim = columns.lanePx < 3.4 * remPx;
    this.element.classList.toggle("slim", slim);
    this.element.classList.toggle("upright", isServers && columns.lanePx < 2.4 * remPx);
    this.element.classList.toggle("dense", isServers && columns.lanePx < 0.9 * remPx);
    this.corner.style.width = `${columns.leftPx}px`;
    this.legendWord.style.left = `${columns.leftPx + columns.viewPx}px`;
    const eyes = asSeenBy === everyone ? "everyone" : model.serverNames[asSeenBy];
    setText(this.legendWord, view.split === "panes" ? "a pane a server" : `seen by ${eyes}`);
    // The camps are ranked by size only to mark states that are not the majority's.
    const camps = campsAt(model, atMs, room);
    lanes.forEach((lane, at) => {
      const head = this.headAt(at);
      head.lane = lane;
      head.members = columns.members?.get(lane);
      const x = laneX(columns, lane, scrollLeftPx) - columns.lanePx / 2;
      head.element.style.left = `${x}px`;
      head.element.style.width = `${columns.lanePx}px`;
      if (head.members !== undefined) return this.showShared(head, head.members, { atMs, room });
      const state = currentAt(model, lane, atMs, room);
      const odd = camps.length > 1 && state !== undefined && state !== camps[0].state;
      const known = model.arrivals.countKnown(lane, atMs);
      const stateText = state === undefined ? "–" : `S${state}`;
      setText(head.name, model.serverNames[lane]);
      setText(head.state, stateText);
      setText(head.count, known < 10_000 ? `${known}` : `${Math.round(known / 1000)}k`);
      head.element.className = `head lane-${lane % 7}${odd ? " odd" : ""}`;
      head.element.setAttribute("aria-pressed", String(lane === asSeenBy));
      const full = model.meta.servers[lane].name;
      const holds = state === undefined ? "not in the room" : `current state ${stateText}`;
      head.element.title = `${full}: knows ${known} events, ${holds}. Click to see as it did.`;
    });
    this.heads.forEach(({ element }, at) => {
      element.hidden = at >= lanes.length;
    });
  }

  /** The head of a lane that many share: how many they are, and whether they agree. */
  private showShared(
    { element, name, state, count, lane }: Head,
    { servers, open }: LaneMembers,
    { atMs, room }: { atMs: number; room: number },
  ): void {
    const { model } = this;
    const states = new Set(servers.map((server) => currentAt(model, server, atMs, room)));
    const [first] = states;
    const held = first === undefined ? "–" : `S${first}`;
    setText(name, `${open ? "▾" : "▸"} ${model.serverNames[lane]}`);
    setText(state, states.size === 1 ? held : `${states.size} states`);
    setText(count, servers.length > 1 ? `+ ${servers.length - 1}` : "");
    element.className = `head shared${states.size > 1 ? " odd" : ""}`;
    element.setAttribute("aria-pressed", "false");
    const what = open ? "Click to fold them." : "Click to give the most different ones lanes.";
    element.title = `${servers.length} servers that fared alike, ${states.size} states. ${what}`;
  }

  private toggle({ group }: LaneMembers): void {
    const { unfolded } = this.store.current;
    const rest = unfolded.filter((each) => each !== group);
    this.store.set({ unfolded: rest.length < unfolded.length ? rest : [...unfolded, group] });
  }

  private headAt(at: number): Head {
    const known = this.heads[at];
    if (known !== undefined) return known;
    const name = el("span", { class: "name" });
    const state = el("span", { class: "state" });
    const count = el("span", { class: "count" });
    const element = el("button", { type: "button" }, name, el("span", {}, state, " ", count));
    const head: Head = { element, name, state, count, lane: 0, members: undefined };
    element.addEventListener("click", () => {
      if (head.members !== undefined) return this.toggle(head.members);
      const same = this.store.current.asSeenBy === head.lane;
      this.store.set({ asSeenBy: same ? everyone : head.lane });
    });
    this.element.append(element);
    this.heads.push(head);
    return head;
  }
}
