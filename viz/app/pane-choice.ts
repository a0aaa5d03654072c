// Which servers have panes: adding, taking away, and the few that tell most about a moment.
import { campsAt, type Model } from "../model/index.ts";
import { panesMax, type PageState } from "./state.ts";

/** The panes with one more at the right; at most `panesMax`. */
export function withPane(panes: readonly number[], server: number): readonly number[] {
  return panes.includes(server) || panes.length >= panesMax ? panes : [...panes, server];
}

export function withoutPane(panes: readonly number[], server: number): readonly number[] {
  return panes.filter((each) => each !== server);
}

/** The panes with a server taken out where it has one, and added where it has none. */
export function togglePane(panes: readonly number[], server: number): readonly number[] {
  return panes.includes(server) ? withoutPane(panes, server) : withPane(panes, server);
}

/** Switches messages; where lanes are no servers, the picture becomes one in which they are. */
export function switchMessages({ messages, layout, panes }: PageState): Partial<PageState> {
  const lacksLanes = layout !== "swim" && (layout === "layered" || panes.length === 0);
  return messages || !lacksLanes ? { messages: !messages } : { messages: true, layout: "swim" };
}

/** A server of each of the largest camps: they show how the room differs. At least two. */
export function tellingPanes(model: Model, atMs: number, room: number, most = 3): number[] {
  const panes = campsAt(model, atMs, room)
    .slice(0, most)
    .map(({ servers }) => servers[0]);
  for (let server = 0; panes.length < 2 && server < model.meta.servers.length; server++) {
    if (!panes.includes(server)) panes.push(server);
  }
  return panes;
}
