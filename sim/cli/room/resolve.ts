// `rashomon resolve`: the room state at the forward extremities of a room, after chosen events, or of sets
// of state events, and on request why each contested key came out as it did.
import { createHash } from "node:crypto";
import { compareCodePoints } from "../../protocol/code-points.ts";
import { eventRef, shortId } from "../../protocol/event-name.ts";
import { printable } from "../../protocol/printable.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { StateId } from "../../protocol/state.ts";
import { explainText } from "../../protocol/state-res/explain-text.ts";
import { explainResolution } from "../../protocol/state-res/explain.ts";
import { noCounts, resolve as resolveStates } from "../../protocol/state-res/index.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { Problem } from "../problem.ts";
import {
  findEvent,
  readLawfulRoom,
  roomOptions,
  stateAfter,
  tipsOf,
  type ReadRoom,
} from "./read-room.ts";
import { speakWire } from "./wire.ts";

export const resolve: Command = {
  name: "resolve",
  summary: "room state at the forward extremities, at events, or of sets of state events, and why",
  args: [
    { name: "[ROOMFILE]", about: "events as NDJSON or JSON, a TARDIS scenario, state vectors" },
  ],
  options: [
    {
      flags: "--at <ID>",
      about: "after this event; several are resolved together (the start of an ID is enough)",
      repeats: true,
    },
    {
      flags: "--set <IDS>",
      about: "a state to resolve, as the IDs of its events with commas; give it once a state",
      repeats: true,
    },
    { flags: "--explain", about: "why each contested key came out as it did" },
    { flags: "--wire", about: "answer resolver requests, one JSON a line, on standard input" },
    ...roomOptions,
    { flags: "-o, --out <FILE>", about: "write the result to a file" },
  ],
  examples: [
    "rashomon resolve room.ndjson",
    "rashomon resolve room.ndjson --at '$Qm3xV' --explain",
    "rashomon resolve room.ndjson --set '$a,$b' --set '$a,$c' --dialect synapse",
  ],
  async run(call) {
    if (call.options.flag("wire")) return speakWire(call.io);
    return run(call);
  },
};

function run({ args, options, output }: Call): ExitCode {
  const [file] = args;
  if (file === undefined) {
    throw new Problem({
      message: "no room file is named",
      remedy: "`rashomon resolve ROOMFILE`, or `--wire` to be asked on standard input.",
    });
  }
  const room = readLawfulRoom(file, options);
  const question = chooseStates(room, options.list("at"), options.list("set"));
  const { graph, states } = room;
  const { dialect, rejected } = states;
  const counts = noCounts();
  const state = resolveStates(graph, question.states, { dialect, rejected, counts });
  const explanation = options.flag("explain")
    ? explainResolution(graph, question.states, {
        ...{ dialect, rejected, labels: question.labels, counterfactuals: true },
      })
    : undefined;
  const entries = entriesOf(room, state);
  const result = {
    command: "resolve",
    roomId: room.imported.roomId,
    roomVersion: room.imported.version.id,
    algorithm: room.imported.version.stateResolution,
    dialect: dialect.name,
    of: question.labels,
    counts,
    hash: stateHash(entries),
    state: entries.map(({ type, stateKey, id }) => ({ type, state_key: stateKey, event_id: id })),
    ...(explanation === undefined ? {} : { explanation }),
  };
  const text = () => {
    const why =
      explanation === undefined ? "" : `\n${explainText(explanation)}${hint(room, question)}`;
    return `${heading(room, question, entries.length)}\n${table(entries)}${why}`;
  };
  output.result(result, text, options.text("out"));
  return exitCode.ok;
}

/** The states that are to be resolved, and what each is called. */
interface Question {
  readonly states: readonly StateId[];
  readonly labels: readonly string[];
  /** The events after which the states are, where they come from events. */
  readonly events: readonly EventIndex[];
}

function chooseStates(room: ReadRoom, at: readonly string[], sets: readonly string[]): Question {
  if (at.length > 0 && sets.length > 0) {
    throw new Problem({
      message: "--at and --set exclude each other",
      remedy: "Ask for the state at events with --at, or give whole states with --set.",
    });
  }
  const { imported } = room;
  if (sets.length > 0)
    return ofSets(
      room,
      sets.map((set) => set.split(",").filter(Boolean)),
    );
  if (at.length > 0)
    return afterEvents(
      room,
      at.map((id) => findEvent(room, id)),
    );
  if (imported.stateSets !== undefined) return ofSets(room, imported.stateSets);
  if (imported.heads !== undefined) {
    return afterEvents(
      room,
      imported.heads.map((id) => findEvent(room, id)),
    );
  }
  return afterEvents(room, tipsOf(room));
}

function ofSets(room: ReadRoom, sets: readonly (readonly string[])[]): Question {
  const states = sets.map((ids) => {
    const events = ids.map((id) => findEvent(room, id));
    const message = events.find((event) => room.graph.slot(event) < 0);
    if (message === undefined) return room.graph.stateOf(events);
    throw new Problem({
      file: room.file,
      message: `${room.graph.id(message)} is no state event`,
      remedy: "A set names state events only; for the state at a message use --at.",
    });
  });
  // Rejections are known once the room has been walked.
  for (let event = 0; event < room.graph.count; event++) room.states.rejection(event);
  return { states, labels: states.map((_state, n) => `set ${n + 1}`), events: [] };
}

function afterEvents(room: ReadRoom, events: readonly EventIndex[]): Question {
  const states = events.map((event) => stateAfter(room, event));
  const labels = events.map((event) => `the state after ${shortId(room.graph.id(event))}`);
  return { states, labels, events };
}

interface Entry {
  readonly type: string;
  readonly stateKey: string;
  readonly id: string;
  readonly sender: string;
  /** Membership, where the event is one. */
  readonly detail: string;
}

/** The entries of a state in order of type and state key. */
function entriesOf({ graph }: ReadRoom, state: StateId): Entry[] {
  const entries: Entry[] = [];
  graph.states.forEach(state, (slot, event) => {
    const { type, stateKey } = graph.slotNames(slot);
    const { id, sender } = eventRef(graph, event);
    const { membership } = graph.pdu(event).content;
    const detail = type === "m.room.member" && typeof membership === "string" ? membership : "";
    entries.push({ type, stateKey, id, sender, detail });
  });
  return entries.sort(
    (a, b) => compareCodePoints(a.type, b.type) || compareCodePoints(a.stateKey, b.stateKey),
  );
}

/** 16 hex digits by which states of different programs can be compared. */
function stateHash(entries: readonly Entry[]): string {
  const lines = entries.map(({ type, stateKey, id }) => `${type}|${stateKey}|${id}`);
  lines.sort(compareCodePoints);
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
}

function heading({ imported, states }: ReadRoom, { labels }: Question, size: number): string {
  const room = imported.roomId === "" ? "a room without ID" : printable(imported.roomId);
  const { id, stateResolution } = imported.version;
  const algorithm = `state resolution ${stateResolution}, dialect ${states.dialect.name}`;
  const what = labels.length === 1 ? labels[0] : `${labels.length} states: ${labels.join(", ")}`;
  return `${room}, version ${id}, ${algorithm}\n${size} state events of ${what}\n`;
}

/** A line an entry, in columns. */
function table(entries: readonly Entry[]): string {
  const rows = entries.map(({ type, stateKey, id, sender, detail }) => {
    return [type, stateKey, detail, id, `by ${sender}`].map(printable);
  });
  const widths = [0, 1, 2, 3].map((n) => Math.max(0, ...rows.map((row) => [...row[n]].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, n) =>
        n < widths.length ? cell + " ".repeat(widths[n] - [...cell].length) : cell,
      )
      .filter((_cell, n) => widths[n] !== 0)
      .join("  ")
      .trimEnd(),
  );
  return lines.map((line) => `${line}\n`).join("");
}

/** Where nothing was in conflict, the way to a place where something was. */
function hint({ graph, states }: ReadRoom, question: Question): string {
  if (new Set(question.states).size > 1 || question.events.length === 0) return "";
  const seen = new Set<EventIndex>();
  const queue = [...question.events];
  for (const event of queue) {
    if (seen.has(event) || !graph.has(event)) continue;
    seen.add(event);
    const prevs = [...graph.prevs(event)];
    if (new Set(prevs.map((prev) => states.after(prev))).size > 1) {
      const at = prevs.map((prev) => `--at '${graph.id(prev)}'`).join(" ");
      return `The last merge of different states was made by ${graph.id(event)}: ${at}\n`;
    }
    queue.push(...prevs);
  }
  return "No two states ever differed in this history, so nothing was ever resolved.\n";
}
