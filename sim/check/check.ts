// What a check is: a judge with a name that reads a trace and nothing else. It cannot ask the run,
// so a trace of the simulator, of an imported room and of watched servers are judged alike.
import type { VerdictRecord } from "../trace/records.ts";
import type { EventId, Pdu } from "../protocol/event.ts";
import type { PlainState, Referee } from "./referee.ts";
import type { TraceView } from "./view/trace-view.ts";

/** Does a signature of a policy server fit the key that a room's state names? */
export type PolicySignatureHolds = (claim: {
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
}) => boolean;

/** Hands a room's events to a fresh server in their order; answers its state in the end. */
export type Redeliver = (input: {
  readonly version: string;
  readonly dialect: string;
  readonly events: readonly { readonly id: EventId; readonly pdu: Pdu }[];
}) => PlainState;

/** What a check may use besides the trace. */
export interface CheckOptions {
  /** A second opinion on Matrix's rules; `auth-held` is unknown without one (default: none). */
  readonly referee?: Referee | undefined;
  /** A fresh server to deliver a room to; `order-insensitive` is unknown without (default: none). */
  readonly redeliver?: Redeliver | undefined;
  /** How signatures of policy servers are verified (default: any signature will do). */
  readonly policySignatureHolds?: PolicySignatureHolds | undefined;
}

/** One judge. */
export interface Check {
  /** The name on the command line and in verdicts, for example `converges`. */
  readonly name: string;
  /** What holds if the check holds, in one sentence. */
  readonly summary: string;
  /** True: only judged where it is named, or where every check is; it takes long. */
  readonly onRequest?: true;
  /**
   * Works out in advance what can be, while the trace is written and what it says last lies near in memory.
   * Only saves time: without it, `judge` comes to the same.
   */
  prepare?(view: TraceView): void;
  /**
   * Judges a trace.
   * @returns `held`, `broken`, or `unknown` where the trace does not hold enough to tell; `events`
   * and `servers` name what to look at. Never throws on what a trace says.
   */
  judge(view: TraceView, options: CheckOptions): VerdictRecord;
}
