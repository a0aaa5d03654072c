// A trace without what people wrote and without their names: contents are cut to what the rules need
// (as a redaction does), users, servers and rooms get numbers, words in quotes are taken out.
// IDs of events stay, so that an excerpt can be compared with its source; hashes no longer fit.
import { findRoomVersion, JsonFloat, redact, type Pdu } from "../../sim/protocol/index.ts";
import { isPdu } from "../../sim/protocol/pdu-shape.ts";
import type { MetaRecord, TraceRecord } from "../../sim/trace/records.ts";

/** The trace without content and names; the first record must be `meta`. */
export function redactTrace(records: readonly TraceRecord[]): TraceRecord[] {
  const [meta] = records;
  if (meta?.kind !== "meta") throw new Error("a trace begins with its `meta` record");
  const names = new Names(meta, records);
  return records.map((record) => names.inRecord(record));
}

class Names {
  private readonly meta: MetaRecord;
  private readonly numbers = new Map<string, string>();
  private readonly claims = new Map<string, number>();
  /** Finds any of the names, the longest first. */
  private readonly pattern: RegExp;

  constructor(meta: MetaRecord, records: readonly TraceRecord[]) {
    this.meta = meta;
    const add = (name: string, alias: string) => {
      if (name !== "" && !this.numbers.has(name)) this.numbers.set(name, alias);
    };
    meta.servers.forEach(({ name }, n) => add(name, `server${n + 1}.test`));
    for (const [n, { id, version }] of meta.rooms.entries()) {
      // Since 12 a room's ID is a hash, which names nobody and which the rules compare.
      if (findRoomVersion(version)?.roomIdIsCreateHash === true) continue;
      const host = hostOf(id);
      add(host, `server${this.numbers.size + 1}.test`);
      add(id, `!room${n + 1}:${this.numbers.get(host) ?? ""}`);
    }
    const users = new Set<string>();
    for (const record of records) {
      const text = record.kind === "event" ? JSON.stringify(record.pdu) : "";
      for (const [user] of text.matchAll(userShape)) users.add(user);
      if (record.kind === "op") users.add(record.user);
    }
    const hosts = new Set([...users].map(hostOf));
    for (const host of hosts) add(host, `server${this.numbers.size + 1}.test`);
    for (const user of users) {
      add(user, `@user${this.numbers.size + 1}:${this.numbers.get(hostOf(user))}`);
    }
    const all = [...this.numbers.keys()].sort((a, b) => b.length - a.length);
    this.pattern = new RegExp(all.map(escaped).join("|") || "(?!)", "g");
  }

  inRecord(record: TraceRecord): TraceRecord {
    switch (record.kind) {
      case "meta":
        return this.inMeta(record);
      case "event": {
        const version = findRoomVersion(this.meta.rooms[record.room]?.version ?? "");
        const { pdu } = record;
        const bare = version !== undefined && isPdu(pdu) ? redact(pdu, version) : {};
        const { signatures: _, unsigned: _u, ...rest } = bare as Pdu;
        return { ...record, pdu: this.inValue(rest) };
      }
      case "state": {
        const changes = record.changes.map(
          ([type, key, event]): [string, string, number | null] => [type, this.inText(key), event],
        );
        return { ...record, changes };
      }
      case "arrive":
        if (record.why === undefined) return record;
        return { ...record, why: { ...record.why, detail: this.inWords(record.why.detail) } };
      case "op":
        return {
          ...record,
          user: this.inText(record.user),
          action: this.inWords(record.action),
          ...(record.why === undefined ? {} : { why: this.inWords(record.why) }),
        };
      case "mark":
        return { ...record, what: this.inWords(record.what) };
      case "verdict":
        return {
          ...record,
          check: this.inCheck(record.check),
          detail: this.inWords(record.detail),
        };
      case "fault":
        return record.what === undefined ? record : { ...record, what: this.inWords(record.what) };
      default:
        return record;
    }
  }

  /** The name of a check; a claim's, which a story's author chose, becomes a number. */
  private inCheck(name: string): string {
    const kind = claimKinds.find((each) => name.startsWith(`${each} `));
    if (kind === undefined) return name;
    const number = this.claims.get(name) ?? this.claims.size + 1;
    this.claims.set(name, number);
    return `${kind} claim ${number}`;
  }

  private inMeta(meta: MetaRecord): TraceRecord {
    const { about: _, ...rest } = meta;
    return {
      ...rest,
      // The plan holds the whole story in plain words.
      plan: null,
      servers: meta.servers.map(({ policy, dialect, name }) => ({
        ...{ policy, dialect },
        name: this.inText(name),
      })),
      rooms: meta.rooms.map((room) => ({ ...room, id: this.inText(room.id) })),
    };
  }

  private inValue(value: unknown): unknown {
    if (typeof value === "string") return this.inText(value);
    if (Array.isArray(value)) return value.map((entry) => this.inValue(entry));
    if (typeof value !== "object" || value === null || value instanceof JsonFloat) return value;
    const entries = Object.entries(value).map(([key, entry]) => [
      this.inText(key),
      this.inValue(entry),
    ]);
    return Object.fromEntries(entries) as unknown;
  }

  private inText(text: string): string {
    return text.replace(this.pattern, (name) => this.numbers.get(name) ?? "");
  }

  /** Words for people may quote what somebody wrote. */
  private inWords(text: string): string {
    return this.inText(text.replace(/[“"][^”"]*[”"]/g, "“…”"));
  }
}

const claimKinds = ["always", "eventually", "sometimes", "reachable"];

const userShape = /@[^:\s"\\]{1,200}:[A-Za-z0-9.:[\]-]{1,200}/g;

function hostOf(user: string): string {
  return user.slice(user.indexOf(":") + 1);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
