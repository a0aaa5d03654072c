// What an authorisation check answers: data, never a string to parse and never an exception.

/** The check that failed or passed, as protocol engineers cite it. */
export type AuthVerdict = { readonly ok: true } | AuthRefusal;

/** An event that the rules refuse, and by which rule. */
export interface AuthRefusal {
  readonly ok: false;
  /** Rule number as printed in the specification of the room version, for example `5.3.7`. */
  readonly rule: string;
  /** Where to read it: room version page and section, for example `rooms/v11#authorization-rules`. */
  readonly spec: string;
  /** One sentence that names the values which decided. */
  readonly detail: string;
}

/** The one allowing verdict, shared so that allowing costs no memory. */
export const allowed: AuthVerdict = Object.freeze({ ok: true });
