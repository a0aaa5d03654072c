// Makes true events of made-up ones: content hash, signatures, event ID, references.
import { contentHash, eventId, referenceTo } from "../../../sim/protocol/event-hash.ts";
import { serverOf, type IdentifiedPdu, type Pdu } from "../../../sim/protocol/event.ts";
import { isObject } from "../../../sim/protocol/json.ts";
import type { RoomVersion } from "../../../sim/protocol/room-version.ts";
import { signEvent } from "../../../sim/protocol/signing.ts";
import type { Sealer } from "../../reference/random-room.ts";
import { signerOf } from "./keys.ts";

/** A sealer for rooms of a version. */
export function sealerFor(version: RoomVersion): Sealer {
  return {
    seal: (pdu) => sealed(pdu, version),
    refer: (event) => referenceTo(event, version),
  };
}

/**
 * Hashes and signs an event.
 * @param draft its `signatures` name the servers that sign (default: the sender's)
 */
export function sealed(draft: Pdu, version: RoomVersion): IdentifiedPdu {
  const { hashes: _hashes, signatures, ...bare } = draft;
  const servers = isObject(signatures) ? Object.keys(signatures) : [serverOf(draft.sender)];
  let pdu = withName(bare as Pdu, version);
  for (const server of servers) pdu = signEvent(pdu, version, signerOf(server));
  return { id: eventId(pdu, version), pdu };
}

/** In versions 1 and 2 an event is named by its maker: here after its content hash. */
function withName(pdu: Pdu, version: RoomVersion): Pdu {
  if (version.eventIds !== "on-wire" || pdu.event_id !== undefined) return pdu;
  const opaque = contentHash(pdu, version).slice(0, 18).replaceAll(/[+/]/g, "x");
  return { ...pdu, event_id: `$${opaque}:${serverOf(pdu.sender)}` };
}
