// What a verification is given and what it answers. Plain data.
import type { Pdu, ServerName } from "../../sim/protocol/event.ts";
import type { FederationEnd, FederationProvenance } from "./result.ts";
import type { ForkStates } from "./fork-states.ts";
import type { StoryWatch } from "./story-watch.ts";
import type { StateDifference } from "./state-difference.ts";

/** A room as the simulator told its story. */
export interface SimulatedRoom {
  readonly version: string;
  readonly roomId: string;
  /** Names of the servers; they are origins, with the keys that the events were signed with. */
  readonly names: readonly ServerName[];
  readonly seed: string;
  /** By server, what it refuses to sign as a policy server; absent for those that are none. */
  readonly refusedWords?: readonly (readonly string[] | undefined)[];
  /** The server in whose place the real one is told the story, by number. */
  readonly viewpoint: number;
  /** In the order in which the viewpoint took them in. */
  readonly events: readonly SimulatedEvent[];
  /** How many of them, from the first, make the room as it stood when the story began. */
  readonly founding: number;
  /** The IDs of the final state, as the viewpoint had it. */
  readonly finalState: readonly string[];
}

export interface SimulatedEvent {
  readonly id: string;
  readonly pdu: Pdu;
  /** Number of the server that made it, and so sends it. */
  readonly origin: number;
  /** What the viewpoint made of it in the simulation. */
  readonly verdict: string;
}

export interface VerifyResult {
  readonly format: "rashomon-verify-1";
  readonly target: { readonly url: string; readonly name: string };
  readonly provenance: FederationProvenance;
  readonly end: FederationEnd;
  readonly roomId: string;
  readonly roomVersion: string;
  readonly events: {
    readonly sent: number;
    /** Were there before the target joined. */
    readonly founding: number;
    readonly rate: number;
    readonly refused: Readonly<Record<string, string>>;
    readonly verdicts: Readonly<Record<string, number>>;
  };
  /** Slots of the state on our side. */
  readonly slots: number;
  /**
   * How the story without the target ends. It need not end alike: the target's own join is a branch
   * on which nothing of the story stands, and so part of every later resolution.
   */
  readonly simulated: {
    readonly sameState: boolean;
    /** Events that our side judged otherwise because the target was there. */
    readonly judgedOtherwise: readonly JudgedOtherwise[];
  };
  /** False also where nothing was compared; see `end`. */
  readonly equal: boolean;
  readonly differences: readonly StateDifference[];
  /** Where branches part or meet; absent where nothing was compared. */
  readonly forks?: ForkStates;
}

export interface JudgedOtherwise {
  readonly id: string;
  readonly type: string;
  readonly stateKey?: string;
  readonly sender: string;
  readonly simulated: string;
  readonly here: string;
  /** By rule, where it was not accepted here. */
  readonly why?: string;
}

export interface VerifyHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
  /** Told what is told, and what becomes of it. */
  readonly watch?: StoryWatch;
  /** Events that are not sent: to see that the comparison shouts. */
  readonly withhold?: ReadonlySet<string>;
  /** How long the target may take to come to the same state (default: 20 s). */
  readonly settleMs?: number;
}
