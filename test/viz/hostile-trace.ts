// A trace in which every field that somebody else may write attacks whoever shows it: markup, script,
// addresses, turned direction, control characters, names of prototypes, and texts without end.
import type { TraceRecord } from "../../sim/trace/records.ts";
import { syntheticTrace } from "./synthetic-trace.ts";

const far = "https://evil.test/x";

/** Strings that each break something that was written without thought. */
export const attacks: readonly string[] = [
  `<img src="${far}" onerror="window.pwned=1">`,
  `</script><script>window.pwned=2</script>`,
  `"><svg onload="window.pwned=3"><a href="javascript:window.pwned=4">x</a>`,
  `<iframe src="${far}"></iframe><link rel="stylesheet" href="${far}"><style>@import "${far}"</style>`,
  "\u202eegassem desrever\u2066\u200f",
  "\u0000\u0007\u001b[2J\u001b]0;title\u0007\u0085\u2028\u2029",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "$&$1$`{{7*7}}${window.pwned=5}",
  "\ud800\udfff\udc00",
  "Z\u0300\u0301\u0302\u0303\u0304".repeat(200),
  "W".repeat(50_000),
  `url(${far}) expression(window.pwned=6)`,
];

/** A run whose every text is one of the attacks. */
export function hostileTrace(): TraceRecord[] {
  let next = 0;
  const attack = () => attacks[next++ % attacks.length];
  const proto = JSON.parse(
    `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`,
  ) as object;
  return syntheticTrace({ events: 60, servers: 4 }).map((record): TraceRecord => {
    switch (record.kind) {
      case "meta":
        return {
          ...record,
          ...{ scenario: attacks[0], about: attacks[1], seed: attacks[4] },
          servers: record.servers.map((server, n) => ({
            ...server,
            name: attacks[n] + attacks[11],
          })),
          rooms: record.rooms.map((room) => ({ ...room, id: attacks[2] })),
        };
      case "event": {
        const pdu = record.pdu as Record<string, unknown>;
        const isMessage = pdu["type"] === "m.room.message";
        const content = {
          ...(pdu["content"] as object),
          ...proto,
          body: attack(),
          topic: attack(),
        };
        const hostile = {
          ...{ ...pdu, content, unsigned: proto, [attack()]: attack() },
          ...(isMessage ? { type: attack(), sender: `@${attack()}:${attack()}` } : {}),
          ...(isMessage && record.index % 3 === 0 ? { state_key: attack() } : {}),
        };
        return { ...record, pdu: hostile };
      }
      case "arrive":
        if (record.why === undefined) return record;
        return {
          ...record,
          why: {
            check: 5,
            rule: attack(),
            spec: `javascript:window.pwned=7//${attack()}`,
            detail: attack(),
          },
        };
      case "op":
        return { ...record, user: attack(), action: attack(), why: attack() };
      case "mark":
        return { ...record, mark: attack(), what: attack() };
      case "verdict":
        return { ...record, check: attack(), detail: attack() };
      case "state":
        return {
          ...record,
          changes: record.changes.map(([type, key, event], n): [string, string, number | null] =>
            n % 2 === 0 ? [type, key, event] : [attack(), attack(), event],
          ),
        };
      default:
        return record;
    }
  });
}
