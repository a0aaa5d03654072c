// POST /_matrix/policy/v1/sign, from both sides: an origin asks a policy server elsewhere for its
// signature, and answers as one itself. Spec v1.19, server-server API, "Policy Servers".
import { createHash } from "node:crypto";
import { readPdu } from "../protocol/event-format.ts";
import type { Pdu, ServerName } from "../protocol/event.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { policyServerKeyId } from "../protocol/signing.ts";
import type { Answer, PolicyKeys } from "../server/index.ts";
import { ed25519Signer, verifyEd25519, type Ed25519Signer } from "./ed25519.ts";
import { uriOf, type FederationAnswer } from "./federation-client.ts";
import type { Authenticated } from "./inbound.ts";
import type { OwnOrigins } from "./own-origins.ts";
import { answerOf } from "./room-requests.ts";
import { refuse, type HttpAnswer } from "./spell.ts";

/** Where policy servers are asked. */
export const signUri = uriOf(["_matrix", "policy", "v1", "sign"]);

/** The keys of origins as policy servers; those of servers elsewhere are not known here. */
export function policyKeysOf(seed: string, names: readonly ServerName[]): PolicyKeys {
  const signers = names.map((name) => policyKey(seed, name));
  return {
    signer: (server) => signers[server],
    publicKey: (server) => signers[server]?.publicKey ?? "",
    verify: ({ publicKey, signature, message }) => verifyEd25519(publicKey, signature, message),
  };
}

/** Another key than the origin publishes. */
function policyKey(seed: string, server: ServerName): Ed25519Signer {
  const secret = createHash("sha256").update(`rashomon policy key\n${seed}\n${server}`).digest();
  return ed25519Signer({ server, seed: secret, keyId: policyServerKeyId });
}

/** The event with the signature that a policy server has answered with. */
export function signedWith(pdu: Pdu, { body }: Pick<FederationAnswer, "body">): Answer {
  const before = isObject(pdu.signatures) ? pdu.signatures : {};
  const signatures: Record<string, JsonObject> = {};
  for (const [server, own] of [...Object.entries(before), ...Object.entries(body)]) {
    if (isObject(own)) signatures[server] = { ...signatures[server], ...own };
  }
  return { ok: true, events: [], pdu: { ...pdu, signatures } };
}

/** Answers as a policy server. */
export async function answerSign(origins: OwnOrigins, request: Authenticated): Promise<HttpAnswer> {
  const { content, server, from } = request;
  const room = typeof content.room_id === "string" ? origins.book.find(content.room_id) : undefined;
  if (room === undefined) return refuse(404, "M_NOT_FOUND", "the room is not known here");
  const read = readPdu(content, room.graph.version);
  if (!read.ok) return refuse(400, "M_BAD_JSON", read.problem.message);
  const answer = await answerOf(server, from, { room, kind: "sign", pdu: read.pdu });
  if (!answer.ok) {
    return refuse(answer.errcode === "M_FORBIDDEN" ? 400 : 404, answer.errcode, answer.error);
  }
  const { signatures } = "pdu" in answer ? (answer.pdu ?? read.pdu) : read.pdu;
  const own = isObject(signatures) ? signatures[server.name] : undefined;
  const signature = isObject(own) ? own[policyServerKeyId] : undefined;
  return { status: 200, body: { [server.name]: { [policyServerKeyId]: signature ?? null } } };
}
