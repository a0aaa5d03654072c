// A transaction as bytes, signed: what is sent, or written to a replay file. A signed request holds
// no time and no nonce, so it can wait. Spec v1.19, server-server API, "Transactions".
import { canonicalJson } from "../../sim/protocol/canonical-json.ts";
import type { Origins } from "../../sim/bridge/origins.ts";
import { xMatrix } from "../../sim/bridge/x-matrix.ts";
import type { JsonObject } from "../../sim/protocol/json.ts";
import type { MadeEvent } from "./rig.ts";

export interface SignedTransaction {
  /** Number of the origin that sends it. */
  readonly origin: number;
  readonly uri: string;
  readonly authorization: string;
  readonly body: string;
  /** IDs of its PDUs. */
  readonly ids: readonly string[];
  readonly roomId: string;
}

export interface Unsigned {
  readonly origin: number;
  readonly txn: string;
  readonly destination: string;
  readonly roomId: string;
  readonly events: readonly MadeEvent[];
  readonly edus: readonly JsonObject[];
}

export function signTransaction(
  { names, signers }: Pick<Origins, "names" | "signers">,
  { origin, txn, destination, roomId, events, edus }: Unsigned,
): SignedTransaction {
  const uri = `/_matrix/federation/v1/send/${encodeURIComponent(txn)}`;
  const body = canonicalJson({
    edus: edus.length > 0 ? edus : undefined,
    ...{ origin: names[origin], origin_server_ts: Date.now() },
    pdus: events.map(({ pdu }) => pdu),
  });
  const call = { method: "PUT", uri, origin: names[origin], destination, body };
  return {
    ...{ origin, uri, roomId, authorization: xMatrix(call, signers[origin]), body },
    ids: events.map(({ id }) => id),
  };
}

/** Typing notices: the cheapest EDU that is looked at. */
export function typingEdus(count: number, { roomId, user }: { roomId: string; user: string }) {
  return Array.from({ length: count }, (_, n): JsonObject => {
    return {
      content: { room_id: roomId, typing: n % 2 === 0, user_id: user },
      edu_type: "m.typing",
    };
  });
}
