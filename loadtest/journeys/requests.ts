// The Client-Server API (specification v1.19) as request descriptions: the one place that knows its
// paths. Each function names its route by what metrics and thresholds call it.
import { requestTimeoutMs, type Json, type Request } from "./step.ts";

const base = "/_matrix/client/v3";
const part = encodeURIComponent;

type As = NonNullable<Request["as"]>;

/** `GET /versions`, which needs no account. */
export const versions = (): Request => get("versions", "/_matrix/client/versions");

/** Logs in with a password. The device id is the server's choice. */
export const login = (userId: string, password: string): Request => ({
  name: "login",
  method: "POST",
  path: `${base}/login`,
  read: true,
  json: {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: userId },
    password,
    initial_device_display_name: "rashomon load",
  },
});

export const logout = (as: As): Request => post("logout", `${base}/logout`, as, {});

/** What `/sync` should leave out: members load lazily, as clients do it. */
const roomFilter = { room: { timeline: { limit: 50 }, state: { lazy_load_members: true } } };
const syncFilter = part(JSON.stringify(roomFilter));

/**
 * One `/sync`. Without `since` it is the first one of a client; `timeoutMs` above 0 makes it a long
 * poll.
 */
export function sync(as: As, { since, timeoutMs, presence = "online" }: SyncOptions): Request {
  const from = since === undefined ? "" : `&since=${part(since)}`;
  const longPoll = since !== undefined && timeoutMs > 0;
  const request = get(
    since === undefined ? "sync-initial" : longPoll ? "sync-poll" : "sync",
    `${base}/sync?filter=${syncFilter}&timeout=${timeoutMs}&set_presence=${presence}${from}`,
    as,
  );
  // A server that is alive answers soon after the poll's end.
  if (timeoutMs > 0) request.timeoutMs = timeoutMs + requestTimeoutMs;
  if (longPoll) request.longPoll = true;
  return reading(request);
}

interface SyncOptions {
  readonly since?: string | undefined;
  readonly timeoutMs: number;
  readonly presence?: "online" | "offline";
}

/** Sliding sync (MSC4186). */
export function slidingSync(as: As, body: Json, pos?: string): Request {
  const from = pos === undefined ? "" : `&pos=${part(pos)}`;
  const path = `/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?timeout=0${from}`;
  return reading(post("sliding-sync", path, as, body));
}

/** Sends a message event. */
export const send = (as: As, message: Message): Request => ({
  name: message.type === "m.room.encrypted" ? "send-encrypted" : "send",
  method: "PUT",
  path: `${base}/rooms/${part(message.roomId)}/send/${part(message.type)}/${part(message.txnId)}`,
  as,
  json: message.content,
});

interface Message {
  readonly roomId: string;
  readonly type: string;
  readonly txnId: string;
  readonly content: Json;
}

export const typing = (as: number, roomId: string, userId: string, on: boolean): Request =>
  put(
    "typing",
    `${base}/rooms/${part(roomId)}/typing/${part(userId)}`,
    as,
    on ? { typing: true, timeout: 30_000 } : { typing: false },
  );

export const receipt = (as: As, roomId: string, eventId: string): Request =>
  post("receipt", `${base}/rooms/${part(roomId)}/receipt/m.read/${part(eventId)}`, as, {});

/** A page of a room's past, from its end or from a token. */
export function messages(as: As, roomId: string, from?: string): Request {
  const after = from === undefined ? "" : `&from=${part(from)}`;
  const path = `${base}/rooms/${part(roomId)}/messages?dir=b&limit=30${after}`;
  return reading(get("messages", path, as));
}

export const createRoom = (as: As, body: Json): Request =>
  reading(post("create-room", `${base}/createRoom`, as, body));

export const join = (as: As, roomId: string): Request =>
  post("join", `${base}/join/${part(roomId)}`, as, {});

export const leave = (as: As, roomId: string): Request =>
  post("leave", `${base}/rooms/${part(roomId)}/leave`, as, {});

export const members = (as: As, roomId: string): Request =>
  get("members", `${base}/rooms/${part(roomId)}/members?not_membership=leave`, as);

export const upload = (as: As, type: string, data: Uint8Array): Request => ({
  name: "upload",
  method: "POST",
  path: "/_matrix/media/v3/upload?filename=picture",
  as,
  bytes: { type, data },
  read: true,
});

/** Downloads an `mxc://` address, authenticated (since v1.11). */
export const download = (as: As, mxc: string): Request =>
  get("download", `/_matrix/client/v1/media/download/${mxc.replace(/^mxc:\/\//, "")}`, as);

export const setPresence = (as: As, userId: string, presence: "online" | "unavailable"): Request =>
  put("presence", `${base}/presence/${part(userId)}/status`, as, { presence });

export const getPresence = (as: As, userId: string): Request =>
  get("presence-of", `${base}/presence/${part(userId)}/status`, as);

export const keysUpload = (as: As, body: Json): Request =>
  post("keys-upload", `${base}/keys/upload`, as, body);

export const keysQuery = (as: As, userIds: readonly string[]): Request =>
  reading(
    post("keys-query", `${base}/keys/query`, as, {
      device_keys: Object.fromEntries(userIds.map((id) => [id, []])),
    }),
  );

/** Claims one one-time key of each device. */
export const keysClaim = (as: As, devices: readonly Device[]): Request =>
  reading(
    post("keys-claim", `${base}/keys/claim`, as, {
      one_time_keys: byUser(devices, () => "signed_curve25519"),
    }),
  );

/** Sends each device a message of its own. */
export const sendToDevice = (
  as: As,
  txnId: string,
  devices: readonly Device[],
  contentOf: (device: Device) => Json,
): Request =>
  put("to-device", `${base}/sendToDevice/m.room.encrypted/${part(txnId)}`, as, {
    messages: byUser(devices, contentOf),
  });

export interface Device {
  readonly userId: string;
  readonly deviceId: string;
}

function byUser(devices: readonly Device[], valueOf: (device: Device) => Json): Json {
  const users: Record<string, Record<string, Json>> = {};
  for (const device of devices) {
    (users[device.userId] ??= {})[device.deviceId] = valueOf(device);
  }
  return users;
}

/** What a web client asks before its first `/sync`; routes that answer 404 where nothing was set. */
export function startUp(as: As, userId: string): readonly Request[] {
  const user = part(userId);
  const keyBackup = get("key-backup", `${base}/room_keys/version`, as);
  keyBackup.expect = okOrMissing;
  return [
    get("capabilities", `${base}/capabilities`, as),
    get("pushrules", `${base}/pushrules/`, as),
    get("turn-server", `${base}/voip/turnServer`, as),
    get("profile", `${base}/profile/${user}`, as),
    get("devices", `${base}/devices`, as),
    get("joined-rooms", `${base}/joined_rooms`, as),
    get("media-config", "/_matrix/client/v1/media/config", as),
    keyBackup,
    post("filter", `${base}/user/${user}/filter`, as, roomFilter),
  ];
}

const okOrMissing = [200, 404] as const;

// In k6 a copy of an object costs as much as making it: what is to be said beyond the usual is said of
// the new request itself.
type NewRequest = { -readonly [Key in keyof Request]: Request[Key] };

function get(name: string, path: string, as?: As): NewRequest {
  return as === undefined ? { name, method: "GET", path } : { name, method: "GET", path, as };
}

function post(name: string, path: string, as: As, json: Json): NewRequest {
  return { name, method: "POST", path, as, json };
}

function put(name: string, path: string, as: As, json: Json): NewRequest {
  return { name, method: "PUT", path, as, json };
}

/** The request, whose answer will be looked into. */
function reading(request: NewRequest): Request {
  request.read = true;
  return request;
}
