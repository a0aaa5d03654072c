// What the parts of auth-held count together: auth-held, resolution-judge and soft-failure-judge.
import { Findings } from "../../findings.ts";

/** The tally of one judgement. */
export class AuthTally {
  readonly broken = new Findings();
  resolutions = 0;
  /** Arrivals whose soft failure was judged. */
  softFailures = 0;
  /** Records that could not be judged, because the trace lacks a state or an event. */
  untold = 0;
}
