// Receipt checks 1 to 3 of events that come from elsewhere: format, signatures, content hash.
// They depend on the event alone, so that all servers of a process share the answer.
// Spec v1.19, server-server API, "Checks performed on receipt of a PDU".
import { readPdu } from "../protocol/event-format.ts";
import { contentHashHolds } from "../protocol/event-hash.ts";
import type { Pdu } from "../protocol/event.ts";
import type { RoomVersion } from "../protocol/room-version.ts";
import { verifyEvent, type Verifier } from "../protocol/signing.ts";
import type { Reason } from "./verdict.ts";

/** Says why an event must be dropped, or, where it is check 3, redacted; or nothing. */
export type Intake = (pdu: Pdu, version: RoomVersion) => Reason | undefined;

const spec = "server-server-api#checks-performed-on-receipt-of-a-pdu";

/** The checks of a server that knows others' keys through a verifier. */
export function strictIntake(verifier: Verifier): Intake {
  return (pdu, version) => {
    const read = readPdu(pdu, version);
    if (!read.ok) return { check: 1, rule: read.problem.code, spec, detail: read.problem.message };
    const signed = verifyEvent(pdu, version, verifier);
    if (!signed.ok) {
      return { check: 2, rule: signed.problem.code, spec, detail: signed.problem.message };
    }
    if (contentHashHolds(pdu, version)) return undefined;
    return { check: 3, rule: "content-hash", spec, detail: "the content hash does not hold" };
  };
}

/** No check: for rooms from files that carry neither hashes nor signatures. */
export const trustingIntake: Intake = () => undefined;
