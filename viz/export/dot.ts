// A room's graph for other programs that draw: Graphviz (DOT) and Mermaid. An event is a node,
// prev_events are edges; servers are colours in DOT and classes in Mermaid.
import { eventText, type EventNode, type Model } from "../model/index.ts";

/** Mermaid's own viewers refuse graphs that are much larger. */
export const mermaidMax = 500;

const colors = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442"];

/** The graph in Graphviz's language. */
export function dotOf(model: Model, room = 0): string {
  const lines = ["digraph room {", "  rankdir=BT;", "  node [shape=box, style=filled];"];
  for (const event of eventsIn(model, room)) {
    const color = colors[event.server % colors.length];
    const label = quoted(`${eventText(model, event)}\n${event.id.slice(0, 9)}`);
    lines.push(`  e${event.index} [label=${label}, fillcolor="${color}44"];`);
    for (const parent of event.prev) lines.push(`  e${event.index} -> e${parent};`);
  }
  return `${[...lines, "}"].join("\n")}\n`;
}

/** The graph in Mermaid's language; undefined where it is larger than `mermaidMax` events. */
export function mermaidOf(model: Model, room = 0): string | undefined {
  const events = eventsIn(model, room);
  if (events.length > mermaidMax) return undefined;
  const lines = ["flowchart BT"];
  for (const event of events) {
    const text = eventText(model, event)
      .replace(/[^\p{L}\p{N} @:.,_-]/gu, " ")
      .slice(0, 80);
    lines.push(`  e${event.index}["${text}"]:::s${event.server % colors.length}`);
    for (const parent of event.prev) lines.push(`  e${event.index} --> e${parent}`);
  }
  for (const [at, color] of colors.entries()) lines.push(`  classDef s${at} fill:${color}44`);
  return `${lines.join("\n")}\n`;
}

function eventsIn(model: Model, room: number): EventNode[] {
  return model.events.filter((event) => event.room === room);
}

/** A string of DOT: backslashes and quotes escaped, other control characters gone. */
function quoted(text: string): string {
  const safe = text
    .replace(/[^\P{Cc}\n]|\p{Cf}/gu, "�")
    .replace(/[\\"]/g, (each) => `\\${each}`)
    .replace(/\n/g, "\\n");
  return `"${safe}"`;
}
