// One resolution of a trace, run again in the page and told in stages: what was in conflict, what
// was added, in which order it was replayed and why in that order, each check with its rule, and
// what became of every contested slot. Events are indexes of the model. Words are story-words.ts.
import {
  dialects,
  explainResolution,
  resolve,
  type AuthVerdict,
  type EventIndex,
  type Explanation,
  type ResolutionStep,
} from "../../sim/protocol/index.ts";
import { chainsOf } from "../../sim/protocol/state-res/explain-chains.ts";
import type { OrderDecision } from "../../sim/protocol/state-res/observe.ts";
import type { ResolveRecord } from "../../sim/trace/records.ts";
import type { Model } from "../model/index.ts";
import { protocolRoom, type ProtocolRoom } from "./protocol-room.ts";

/** An event in an order, and which key put it before the next one. */
export interface OrderRow {
  readonly event: number;
  /** Power of the sender (Infinity: above all levels), or position on the mainline. */
  readonly value: number;
  readonly timestamp: number;
  readonly beforeNext: OrderDecision["by"] | undefined;
}

/** An event that was put to the rules. */
export interface CheckRow {
  readonly event: number;
  readonly verdict: AuthVerdict;
  /** What it took the place of, -1 for nothing. */
  readonly replaced: number;
}

/** A slot and, for each input in turn, what it holds (-1: nothing). */
export interface SlotRow {
  readonly type: string;
  readonly stateKey: string;
  readonly held: readonly number[];
}

export type Stage =
  | { readonly kind: "split"; readonly slots: readonly SlotRow[]; readonly agreed: number }
  | {
      readonly kind: "auth-difference";
      /** With the inputs (counted from 0) in whose auth chains each event is. */
      readonly events: readonly { event: number; inChainsOf: readonly number[] }[];
    }
  | { readonly kind: "conflicted-subgraph"; readonly events: readonly number[] }
  | { readonly kind: "power-order"; readonly rows: readonly OrderRow[] }
  | { readonly kind: "auth-checks"; readonly pass: 1 | 2; readonly rows: readonly CheckRow[] }
  | { readonly kind: "mainline"; readonly events: readonly number[] }
  | { readonly kind: "mainline-order"; readonly rows: readonly OrderRow[]; readonly length: number }
  | { readonly kind: "unconflicted"; readonly overridden: readonly OverriddenRow[] }
  | { readonly kind: "result" };

export interface OverriddenRow {
  readonly type: string;
  readonly stateKey: string;
  readonly from: number;
  readonly to: number;
}

export interface ResolutionStory {
  readonly record: ResolveRecord;
  readonly stages: readonly Stage[];
  /** What became of each slot, and the whole in sentences: see sim/protocol/state-res/explain. */
  readonly explanation: Explanation;
  /** False where the rules of this page come to another state than the trace says. */
  readonly agrees: boolean;
}

export type Telling =
  | { readonly ok: true; readonly story: ResolutionStory }
  | { readonly ok: false; readonly why: string };

const told = new WeakMap<Model, Map<number, Telling>>();

/** The story of `model.resolutions[index]`; remembered, because many views ask for it. */
export function resolutionStory(model: Model, index: number): Telling {
  const known = told.get(model) ?? new Map<number, Telling>();
  told.set(model, known);
  const telling = known.get(index) ?? tell(model, model.resolutions[index]);
  known.set(index, telling);
  return telling;
}

function tell(model: Model, record: ResolveRecord): Telling {
  const room = protocolRoom(model, record.room);
  if (room === undefined) return { ok: false, why: "This page does not know the room's version." };
  if (!dialects.has(record.dialect)) {
    return { ok: false, why: `This page does not know the dialect “${record.dialect}”.` };
  }
  const inputs = record.inputs.map((id) => room.state(id));
  if (!inputs.every((state) => state !== undefined)) {
    return { ok: false, why: "The trace lacks some events of the states that were resolved." };
  }
  const { dialect } = record;
  // A server that has some events in redacted form only resolved by what that says.
  const graph = room.readBy(record.server, record.atMs);
  const rejected = room.rejectedAt(record.server, record.atMs);
  const steps: ResolutionStep[] = [];
  const output = resolve(graph, inputs, { dialect, rejected, observe: (s) => steps.push(s) });
  // The resolver sorts its inputs; the story keeps that order so that columns mean one thing.
  const sorted = [...new Set(inputs)].sort((a, b) => a - b);
  const nameOf = new Map(inputs.map((state, at) => [state, `S${record.inputs[at]}`]));
  const labels = sorted.map((state) => nameOf.get(state) ?? "");
  const explanation = explainResolution(graph, sorted, { dialect, rejected, labels });
  const stages = stagesOf(room, { steps, inputs: sorted, dialect });
  const agrees = room.state(record.output) === output;
  return { ok: true, story: { record, stages, explanation, agrees } };
}

interface Run {
  readonly steps: readonly ResolutionStep[];
  readonly inputs: readonly number[];
  readonly dialect: string;
}

function stagesOf(room: ProtocolRoom, run: Run): Stage[] {
  const stages: Stage[] = [];
  const model = (event: EventIndex) => room.toModel(event);
  let mainlineLength = 0;
  for (const step of run.steps) {
    switch (step.step) {
      case "split":
        stages.push(splitStage(room, step));
        break;
      case "auth-difference":
        stages.push(differenceStage(room, run, step.events));
        break;
      case "conflicted-subgraph":
        stages.push({ kind: step.step, events: step.events.map(model) });
        break;
      case "power-order": {
        const rows = orderRows(room, { ...step, values: step.powers.map(Number) });
        stages.push({ kind: step.step, rows }, { kind: "auth-checks", pass: 1, rows: [] });
        break;
      }
      case "mainline":
        mainlineLength = step.events.length;
        stages.push({ kind: step.step, events: step.events.map(model) });
        break;
      case "mainline-order": {
        const rows = orderRows(room, { ...step, values: step.positions });
        stages.push({ kind: step.step, rows, length: mainlineLength });
        stages.push({ kind: "auth-checks", pass: 2, rows: [] });
        break;
      }
      case "auth-check":
        addCheck(stages, step.pass, {
          event: model(step.event),
          verdict: step.verdict,
          replaced: model(step.replaced),
        });
        break;
      case "unconflicted":
        stages.push({
          kind: step.step,
          overridden: step.overridden.map(({ slot, from, to }) => ({
            ...room.graph.slotNames(slot),
            ...{ from: model(from), to: model(to) },
          })),
        });
    }
  }
  return [...stages, { kind: "result" }];
}

function splitStage(room: ProtocolRoom, step: ResolutionStep & { readonly step: "split" }): Stage {
  const slots = step.conflicted.map(({ slot, events }) => ({
    ...room.graph.slotNames(slot),
    held: events.map((event) => room.toModel(event)),
  }));
  return { kind: "split", slots, agreed: room.graph.states.size(step.unconflicted) };
}

function differenceStage(room: ProtocolRoom, run: Run, events: readonly EventIndex[]): Stage {
  const dialect = dialects.get(run.dialect);
  const chains = dialect && events.length > 0 ? chainsOf(room.graph, run.inputs, dialect) : [];
  return {
    kind: "auth-difference",
    events: events.map((event) => ({
      event: room.toModel(event),
      inChainsOf: chains.flatMap((chain, input) => (chain.has(event) ? input : [])),
    })),
  };
}

function orderRows(
  room: ProtocolRoom,
  step: {
    readonly order: readonly EventIndex[];
    readonly values: readonly number[];
    readonly decisions: readonly OrderDecision[];
  },
): OrderRow[] {
  return step.order.map((event, at) => ({
    event: room.toModel(event),
    value: step.values[at],
    timestamp: room.graph.timestamp(event),
    beforeNext: step.decisions[at]?.by,
  }));
}

function addCheck(stages: Stage[], pass: 1 | 2, row: CheckRow): void {
  const at = stages.findLastIndex((stage) => stage.kind === "auth-checks" && stage.pass === pass);
  const stage = stages[at];
  if (stage?.kind === "auth-checks") stages[at] = { ...stage, rows: [...stage.rows, row] };
  else stages.push({ kind: "auth-checks", pass, rows: [row] });
}
