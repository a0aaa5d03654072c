// What an origin is asked over HTTP: who asks, what, and the way through the state machine and back.
// Unknown paths get 404 M_UNRECOGNIZED. Spec v1.19, server-server API.
import packageJson from "../../package.json" with { type: "json" };
import { canonicalJson } from "../protocol/canonical-json.ts";
import { serverOf } from "../protocol/event.ts";
import { isObject, parseJson, type JsonValue } from "../protocol/json.ts";
import type { Homeserver } from "../server/index.ts";
import type { Authenticated, Inbound } from "./inbound.ts";
import { keyObject } from "./origin-key.ts";
import type { OwnOrigins } from "./own-origins.ts";
import { answerSign, signUri } from "./policy-signature.ts";
import { answerAboutRoom, isAboutRoom } from "./room-requests.ts";
import { refuse, type HttpAnswer } from "./spell.ts";
import { receiveTransaction } from "./transactions.ts";
import { readXMatrix, verifyXMatrix } from "./x-matrix.ts";

const keyLifeMs = 24 * 60 * 60 * 1000;
const unrecognized = refuse(404, "M_UNRECOGNIZED", "Unrecognized request");

/** Endpoints that are not about one room, by method and name. */
const others: ReadonlySet<string> = new Set(["PUT send", "GET user", "POST user", "GET query"]);

/** Answers a request; never throws for what others do wrong. */
export async function answerRequest(origins: OwnOrigins, inbound: Inbound): Promise<HttpAnswer> {
  const [path, search = ""] = inbound.uri.split("?", 2);
  const parts = decode(path);
  if (parts === undefined) return refuse(400, "M_INVALID_PARAM", "the path is not well encoded");
  const place = parts.slice(0, 3).join("/");
  if (place === "_matrix/key/v2" && parts[3] === "server") {
    return {
      status: 200,
      body: keyObject(origins.signers[inbound.origin], Date.now() + keyLifeMs),
    };
  }
  const signs = inbound.method === "POST" && path === signUri;
  if (!/^_matrix\/federation\/v[12]$/.test(place) && !signs) return unrecognized;
  if (parts[3] === "version") {
    return { status: 200, body: { server: { name: "Rashomon", version: packageJson.version } } };
  }
  const endpoint = `${inbound.method} ${parts[3]}`;
  // Whoever asks: what is not there nobody may do.
  if (!signs && !others.has(endpoint) && !isAboutRoom(endpoint)) return unrecognized;
  const read = inbound.body === "" ? undefined : parseJson(inbound.body);
  if (read !== undefined && !read.ok) return refuse(400, "M_NOT_JSON", read.problem.message);
  const caller = await callerOf(origins, inbound, read?.value);
  if ("status" in caller) return caller;
  const request = {
    ...{ server: origins.servers[inbound.origin], method: inbound.method, ...caller },
    ...{ parts: parts.slice(3), query: new URLSearchParams(search) },
    content: read !== undefined && isObject(read.value) ? read.value : {},
  };
  return signs ? answerSign(origins, request) : dispatch(origins, request);
}

function decode(path: string): string[] | undefined {
  try {
    return path.split("/").slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** Who has signed the request; a refusal where that cannot be said. */
async function callerOf(
  origins: OwnOrigins,
  { origin, method, uri, authorization }: Inbound,
  content: JsonValue | undefined,
): Promise<{ from: number; sender: string } | HttpAnswer> {
  const claim = readXMatrix(authorization);
  if (claim === undefined) return refuse(401, "M_UNAUTHORIZED", "the request is not signed");
  const destination = origins.names[origin];
  if (claim.destination !== undefined && claim.destination !== destination) {
    return refuse(401, "M_UNAUTHORIZED", `the request is for ${claim.destination}`);
  }
  await origins.keys.fetchFor(claim.origin, claim.keyId);
  const call = { method, uri, origin: claim.origin, destination };
  const signed = content === undefined ? call : { ...call, body: canonicalJson(content) };
  const verdict = verifyXMatrix(signed, claim, origins.keys);
  if (verdict !== "valid") return refuse(401, "M_UNAUTHORIZED", `the signature: ${verdict}`);
  const from = origins.serverNumber(claim.origin);
  if (from < 0) return refuse(429, "M_LIMIT_EXCEEDED", "too many servers have called");
  return { from, sender: claim.origin };
}

function dispatch(origins: OwnOrigins, request: Authenticated): Promise<HttpAnswer> | HttpAnswer {
  const { method, parts, server } = request;
  switch (`${method} ${parts[0]}`) {
    case "PUT send":
      return receiveTransaction(origins, request);
    case "GET user":
      return parts[1] === "devices" && isOurs(server, parts[2])
        ? { status: 200, body: { user_id: parts[2], stream_id: 1, devices: [] } }
        : unrecognized;
    case "POST user":
      if (parts[2] === "query") return { status: 200, body: { device_keys: {} } };
      if (parts[2] === "claim") return { status: 200, body: { one_time_keys: {} } };
      return unrecognized;
    case "GET query":
      return query(origins, request);
    default:
      return answerAboutRoom(origins, request) ?? unrecognized;
  }
}

function isOurs(server: Homeserver, user: string | undefined): boolean {
  return user !== undefined && user.startsWith("@") && serverOf(user) === server.name;
}

/** `/query/profile` and `/query/directory`; an alias is the localpart of a room's name. */
function query(origins: OwnOrigins, { parts, query, server }: Authenticated): HttpAnswer {
  const user = query.get("user_id") ?? undefined;
  if (parts[1] === "profile" && isOurs(server, user)) {
    return { status: 200, body: { displayname: (user as string).slice(1).split(":")[0] } };
  }
  const alias = query.get("room_alias");
  const room = alias === null ? undefined : origins.aliases.get(alias);
  if (parts[1] === "directory" && room !== undefined) {
    return { status: 200, body: { room_id: room.roomId, servers: [server.name] } };
  }
  return refuse(404, "M_NOT_FOUND", "nothing of that name is here");
}
