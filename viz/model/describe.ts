// Events, faults, operations and reasons in words. The words hold content of the room, which is
// hostile: whoever shows them must set text, never markup.
import type { Reason } from "../../sim/trace/records.ts";
import type { FaultBand } from "./faults.ts";
import type { Arrival } from "./arrivals.ts";
import { isObject, type EventNode, type Model } from "./model.ts";

/** Virtual time as `0:12.345`, or `1:02:03.004` from an hour on. */
export function clockText(atMs: number): string {
  const pad = (value: number, width: number) => String(Math.floor(value)).padStart(width, "0");
  const seconds = `${pad((atMs / 1000) % 60, 2)}.${pad(atMs % 1000, 3)}`;
  const minutes = Math.floor(atMs / 60_000);
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60, 2)}:${seconds}`;
}

/** A duration in few characters: `40ms`, `8.2s`, `3m10s`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  if (ms < 10_000) return `${Math.floor(ms / 100) / 10}s`;
  if (ms < 60_000) return `${Math.floor(ms / 1000)}s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)}m${Math.floor((ms / 1000) % 60)}s`;
  return `${Math.floor(ms / 3_600_000)}h${Math.floor((ms / 60_000) % 60)}m`;
}

/** A user ID with its server's short name: `@bob:beta`. */
export function userText(model: Model, user: string): string {
  const colon = user.indexOf(":");
  const server = serversByName(model).get(user.slice(colon + 1));
  return server === undefined ? user : `${user.slice(0, colon)}:${model.serverNames[server]}`;
}

const byName = new WeakMap<Model, ReadonlyMap<string, number>>();

/** Users are named often, and servers may be ten thousand. */
function serversByName(model: Model): ReadonlyMap<string, number> {
  const known = byName.get(model) ?? new Map(model.meta.servers.map(({ name }, at) => [name, at]));
  byName.set(model, known);
  return known;
}

/** What an event does, in few words. */
export function eventText(model: Model, event: EventNode): string {
  const who = userText(model, event.sender);
  const { content, stateKey, type } = event;
  switch (type) {
    case "m.room.create":
      return `${who} creates the room`;
    case "m.room.member":
      return memberText(model, event, who);
    case "m.room.power_levels":
      return `${who} sets power levels${usersText(model, content["users"])}`;
    case "m.room.join_rules":
      return `${who} sets join rule ${quote(content["join_rule"])}`;
    case "m.room.history_visibility":
      return `${who} sets history visibility ${quote(content["history_visibility"])}`;
    case "m.room.name":
      return `${who} names the room ${quote(content["name"])}`;
    case "m.room.topic":
      return `${who} sets topic ${quote(content["topic"])}`;
    case "m.room.message":
      // Reports of very many events leave contents out.
      if (event.pdu === undefined) return `${who} sends a message`;
      return `${who}: ${quote(content["body"])}`;
    case "m.room.redaction":
      return `${who} redacts`;
    default: {
      if (stateKey === undefined) return `${who} sends ${type || "an event without a type"}`;
      return `${who} sets ${type}${stateKey === "" ? "" : ` ${quote(stateKey)}`}`;
    }
  }
}

function memberText(model: Model, { content, stateKey, sender }: EventNode, who: string): string {
  const target = userText(model, stateKey ?? "");
  const self = stateKey === sender;
  switch (content["membership"]) {
    case "join":
      return self ? `${who} joins` : `${who} makes ${target} join`;
    case "leave":
      return self ? `${who} leaves` : `${who} removes ${target}`;
    case "ban":
      return `${who} bans ${target}`;
    case "invite":
      return `${who} invites ${target}`;
    case "knock":
      return `${who} knocks`;
    default:
      return `${who} sets membership of ${target} to ${quote(content["membership"])}`;
  }
}

function usersText(model: Model, users: unknown): string {
  if (!isObject(users)) return "";
  const parts = Object.entries(users).map(
    ([user, level]) => `${userText(model, user)} ${quote(level).slice(0, 12)}`,
  );
  const more = parts.length > 4 ? ` and ${parts.length - 4} more` : "";
  return `: ${parts.slice(0, 4).join(", ")}${more}`;
}

function quote(value: unknown): string {
  if (typeof value === "string") return `“${value.slice(0, 80)}${value.length > 80 ? "…" : ""}”`;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value === undefined ? "(nothing)" : "(odd value)";
}

/** A fault in words: `partition: alpha ‖ beta, gamma`. */
export function faultText(model: Model, band: FaultBand): string {
  const name = (server: number) => model.serverNames[server] ?? `server ${server}`;
  const names = (servers: readonly number[]) =>
    servers.length > 6
      ? `${servers.slice(0, 5).map(name).join(", ")} and ${servers.length - 5} more`
      : servers.map(name).join(", ");
  // Of a split a rule says how it cuts; who is cut from whom is told as of any other.
  const split = band.what?.startsWith(`${band.rule}, `) === true && band.groups.length > 0;
  if (band.rule !== undefined && band.what !== undefined && !split) {
    return `${band.rule}: ${band.what}`;
  }
  const arrow = band.oneWay ? " ↛ " : " ‖ ";
  const parts: string[] = [];
  if (band.groups.length > 0) parts.push(band.groups.map(names).join(arrow));
  if (band.links.length > 0) {
    const links = band.links.slice(0, 4).map(([a, b]) => `${name(a)}${arrow}${name(b)}`);
    const more = band.links.length > 4 ? ` and ${band.links.length - 4} more links` : "";
    parts.push(links.join(", ") + more);
  }
  if (band.server !== undefined) parts.push(name(band.server));
  const head = split ? band.what : band.verb;
  return parts.length === 0 ? band.verb : `${head}: ${parts.join("; ")}`;
}

/** The verb that ends a fault. */
export function endingOf(verb: FaultBand["verb"]): string {
  return { partition: "heal", hold: "release", crash: "restart", begin: "end" }[verb];
}

const checkNames = [
  "is a valid event",
  "passes signature checks",
  "passes hash checks",
  "passes the auth rules by its own auth events",
  "passes the auth rules by the state before it",
  "passes the auth rules by the room's current state",
  "is allowed by the policy server",
];

/** Which receipt check failed, in words: `check 6: passes the auth rules by …`. */
export function checkText(reason: Reason): string {
  return `receipt check ${reason.check} (${checkNames[reason.check - 1] ?? "unknown"})`;
}

/** What is special about how an event came to a server, with the section that says so. */
export function arrivalNotes({
  redacted,
  signedOnRequest,
}: Pick<Arrival, "redacted" | "signedOnRequest">): { text: string; spec: string }[] {
  const notes: { text: string; spec: string }[] = [];
  if (redacted) {
    const text =
      "It got the redacted form only: what redaction takes away it does not know, and judges without.";
    notes.push({ text, spec: "client-server-api#redactions" });
  }
  if (signedOnRequest) {
    const text = "The event lacked the policy server's signature; it asked for it and got it.";
    notes.push({ text, spec: "server-server-api#validating-policy-server-signatures" });
  }
  return notes;
}

const specification = "https://spec.matrix.org/v1.19/";

/**
 * The address of a place in the specification, from `rooms/v11#authorization-rules` or an address
 * of the specification itself; undefined for anything else, which must not become a link.
 */
export function specAddress(spec: string): string | undefined {
  if (/^https:\/\/spec\.matrix\.org\/[\w./#-]*$/.test(spec)) return spec;
  const [, page, section] = /^([\w-]+(?:\/[\w-]+)*)#([\w-]+)$/.exec(spec) ?? [];
  return page === undefined ? undefined : `${specification}${page}/#${section}`;
}

/** A reason in a few words, for a list's row. */
export function reasonText(reason: Reason): string {
  const rule = reason.rule === "" ? "" : `, rule ${reason.rule}`;
  return `check ${reason.check}${rule}: ${reason.detail}`;
}
