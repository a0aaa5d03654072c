// `rashomon replay`: a real room's events through virtual homeservers, under faults or in the
// order in which the real servers got them.
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { referee } from "../../../test/reference/index.ts";
import { importReceived, type Received } from "../../import/index.ts";
import { verifyEvent } from "../../protocol/signing.ts";
import {
  replay as replayRoom,
  replayAsReceived,
  replayFaults,
  silentPorts,
} from "../../run/index.ts";
import { compareDialects, showMs, type DialectComparison } from "../../run/index.ts";
import type { AsReceived, ReplayResult } from "../../run/index.ts";
import { dialects } from "../../protocol/state-res/index.ts";
import { policies, policy, SharedRoom, trustingIntake } from "../../server/index.ts";
import type { Call, Command, Options } from "../command.ts";
import { nodeVerifier } from "../../bridge/ed25519.ts";
import { countersOf, verdictLines, verdictRows } from "../run/run-report.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import { Problem } from "../problem.ts";
import { readTextFile } from "../read-file.ts";
import { readLawfulRoom, type ReadRoom } from "./read-room.ts";
import { checkRunFolder, folderName, pointLatest, writeRunFolder } from "../run/run-folder.ts";

export const replay: Command = {
  name: "replay",
  summary: "push a real room's events through virtual homeservers, under faults or as received",
  args: [{ name: "<ROOMFILE>", about: "events as NDJSON or a JSON array, or a TARDIS scenario" }],
  options: [
    {
      flags: "--servers <N>",
      about: "virtual servers; real ones are mapped onto them (default: 3)",
    },
    { flags: "--faults <F>", about: `${replayFaults.join(", ")} (default: halves)` },
    { flags: "--seed <S>", about: "what chance is drawn from (default: 1)" },
    { flags: "--policy <P>", about: `how servers behave: ${[...policies.keys()].join(" or ")}` },
    {
      flags: "--referee",
      about: "check every verdict and resolution by the literal twin of the rules as well (slow)",
    },
    {
      flags: "--as-received",
      about: "each server gets the events in the order of the room's .meta.json, no faults",
    },
    {
      flags: "--dialect <D>",
      about: "with --as-received: list the merges at which this dialect parts from Synapse's",
    },
    { flags: "--room-version <V>", about: "version of a room whose file does not name one" },
    { flags: "-o, --out <DIR>", about: "folder to write (default: out/replay-NAME/FAULTS-SEED)" },
  ],
  examples: [
    "rashomon replay room.ndjson --servers 5 --faults isolate-one --seed 3",
    "rashomon replay room.ndjson --as-received",
    "rashomon replay room.ndjson --as-received --dialect spec",
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  if (call.options.has("dialect") && !call.options.flag("asReceived")) {
    throw new Problem({
      option: "dialect",
      message: "--dialect has no meaning without --as-received",
      remedy: "Add --as-received, or leave --dialect out.",
    });
  }
  const room = readLawfulRoom(call.args[0] as string, call.options);
  if (room.graph.create < 0) {
    throw new Problem({
      file: room.file,
      message: "the room's m.room.create event is missing, so no server can begin it",
      remedy: "Use `rashomon inspect` or `rashomon view` for excerpts of rooms.",
    });
  }
  if (call.options.flag("asReceived")) return runAsReceived(room, call.options, call.output);
  return await runUnderFaults(room, call.options, call.output);
}

async function runUnderFaults(room: ReadRoom, options: Options, output: Output): Promise<ExitCode> {
  const name = basename(withoutEnding(room.file));
  const faults = options.choice("faults", replayFaults) ?? "halves";
  const seed = options.text("seed") ?? "1";
  const folder =
    options.text("out") ??
    join("out", `replay-${folderName(name)}`, `${faults}-${folderName(seed)}`);
  checkRunFolder(folder);
  const started = performance.now();
  const result = replayRoom({
    roomName: name,
    version: room.imported.version.id,
    events: room.imported.events,
    servers: options.integer("servers", { min: 1, max: 1000 }) ?? 3,
    faults,
    seed,
    policy: options.choice("policy", [...policies.keys()]) ?? "synapse",
    ...(options.flag("referee") ? { referee } : {}),
  });
  const seconds = (performance.now() - started) / 1000;
  const { records, plan, ...report } = result;
  const text = replayText(result);
  const whole = {
    command: "replay",
    room: room.file,
    faults,
    seed,
    ...report,
    verdicts: verdictRows(result.verdicts),
    counters: countersOf(result.counters, seconds),
  };
  const files = await writeRunFolder(folder, { plan, records, reportText: text, report: whole });
  if (options.text("out") === undefined) pointLatest(folder);
  output.result({ ...whole, files }, () => `${text}open ${files.page ?? files.trace}\n`);
  if (!result.converged) return exitCode.notConverged;
  const isBroken = result.verdicts.some((verdict) => verdict.result === "broken");
  return isBroken ? exitCode.broken : exitCode.ok;
}

function replayText(result: ReplayResult): string {
  const { servers, verdicts, reset, counters, endMs, hash, unsent, handedOver } = result;
  const rows = servers.map((server) => {
    const stands = server.standsFor.length === 0 ? "" : ` (${server.standsFor.join(", ")})`;
    const state = server.asAllAtOnce
      ? "has the state that resolving everything at once gives"
      : server.differs.length === 0
        ? server.why
        : `differs at ${server.differs.length} slots: ${server.why}`;
    return `${server.asAllAtOnce ? "✓" : "✗"} ${server.name}${stands}: ${state}`;
  });
  const verdict = result.converged
    ? result.asAllAtOnce
      ? "converged: all servers in the room agree, and with resolving everything at once"
      : "converged: all servers in the room agree, though not with resolving everything at once"
    : "did not converge: see above who was left behind, and why";
  return [
    ...rows,
    "",
    ...verdictLines(verdicts),
    ...(reset === "" ? [] : [`! the room's own history resets state: ${reset}`]),
    "",
    `${counters.events} events, ${counters.deliveries} deliveries, ${counters.softFailed} softly ` +
      `failed, ${counters.rejected} rejected, ${unsent.length} never sent, ${handedOver} handed ` +
      `over by others, ${showMs(endMs)} of virtual time, trace hash ${hash}`,
    verdict,
    "",
  ].join("\n");
}

function runAsReceived(room: ReadRoom, options: Options, output: Output): ExitCode {
  const received = readReceived(room);
  const names = received.servers.map((server) => server.name);
  const shared = new SharedRoom({
    number: 0,
    version: room.imported.version.id,
    serverNumber: (name) => names.indexOf(name),
    serverCount: names.length,
    intake: trustingIntake,
  });
  for (const { id, pdu } of room.imported.events) shared.graph.add(id, pdu);
  const signatures = verifyAll(room, received);
  const ports = silentPorts(names);
  const servers = received.servers.map((server, number) =>
    replayAsReceived(shared, server, { number, policy: policy("synapse"), ports }),
  );
  const hashes = [...room.noteCounts]
    .filter(([kind]) => kind === "id-differs" || kind === "content-hash-differs")
    .reduce((sum, [, count]) => sum + count, 0);
  const report = { command: "replay", room: room.file, asReceived: true, signatures, hashes };
  const rejected = countRejected(shared);
  const dialect = options.choice("dialect", [...dialects.keys()]);
  const compared =
    dialect === undefined
      ? undefined
      : compareDialects(shared.graph, { base: "synapse", other: dialect });
  output.result({ ...report, rejected, servers, ...(compared && { compared }) }, () => {
    const more = compared === undefined ? "" : comparedText(dialect as string, compared);
    return (
      more +
      receivedText(servers, {
        events: room.imported.events.length,
        hashes,
        rejected,
        signatures,
      })
    );
  });
  const equal = servers.every((s) => s.extremitiesEqual && s.statesAgreed === s.states);
  return equal && hashes === 0 && signatures.invalid === 0 ? exitCode.ok : exitCode.broken;
}

/** `rooms/duel.ndjson.gz` → `rooms/duel` */
function withoutEnding(file: string): string {
  return file.replace(/(\.[^./\\]*)?(\.gz)?$/, "");
}

function readReceived({ file, graph }: ReadRoom): Received {
  const meta = `${withoutEnding(file)}.meta.json`;
  if (!existsSync(meta)) {
    throw new Problem({
      file: meta,
      message: "--as-received needs this file: what each server received, and when",
      remedy: "Put it beside the room's file, or leave --as-received out.",
    });
  }
  const result = importReceived(readTextFile(meta), meta);
  if (!result.ok) throw new Problem(result.problem);
  const { servers } = result.received;
  const remedy = "Put the file beside the room that was written with it.";
  if (servers.length === 0) {
    throw new Problem({ file: meta, message: "no server is in it (per_server)", remedy });
  }
  for (const { name, events, extremities } of servers) {
    const ids = [...events.map((event) => event.id), ...extremities];
    const stranger = ids.find((id) => !graph.has(graph.indexOf(id)));
    if (stranger === undefined) continue;
    const message = `${name} received ${stranger}, which ${file} does not hold`;
    throw new Problem({ file: meta, message, remedy });
  }
  return result.received;
}

function verifyAll(room: ReadRoom, { keys }: Received): { valid: number; invalid: number } {
  const verifier = nodeVerifier(keys);
  let valid = 0;
  const { events, version } = room.imported;
  for (const { pdu } of events) if (verifyEvent(pdu, version, verifier).ok) valid++;
  return { valid, invalid: events.length - valid };
}

function countRejected(shared: SharedRoom): number {
  const { states } = shared.lens("synapse", true);
  let rejected = 0;
  for (let event = 0; event < shared.graph.count; event++) {
    if (shared.graph.has(event) && states.rejection(event) !== undefined) rejected++;
  }
  return rejected;
}

function receivedText(
  servers: readonly AsReceived[],
  room: {
    events: number;
    hashes: number;
    rejected: number;
    signatures: { valid: number; invalid: number };
  },
): string {
  const sum = (of: (server: AsReceived) => number) => servers.reduce((n, s) => n + of(s), 0);
  const lines = servers.flatMap((server) => [
    `${server.name}: ${server.statesAgreed}/${server.states} states, final state ` +
      `${words(server.finalStateEqual)}, extremities ${words(server.extremitiesEqual)}, ` +
      `${server.agreed}/${server.checks} soft-failure verdicts`,
    ...server.differences.map(({ event, real, ours, reason }) => {
      return `    ${event}: really ${real}, ours ${ours}: ${reason}`;
    }),
  ]);
  const checks = sum((s) => s.checks);
  const agreed = sum((s) => s.agreed);
  const raced = sum((s) => s.differences.filter((one) => one.raced).length);
  const late =
    raced === 0
      ? ""
      : `; ${agreed + raced} (${percent(agreed + raced, checks)}) at some moment of their checks`;
  return [
    `${room.events} events: ${room.hashes} IDs or hashes differ, ${room.signatures.valid} ` +
      `signatures hold, ${room.signatures.invalid} do not, ${room.rejected} refused by the rules`,
    ...lines,
    `in all ${sum((s) => s.statesAgreed)}/${sum((s) => s.states)} states and ${agreed}/${checks} ` +
      `verdicts (${percent(agreed, checks)}) as at the real servers${late}`,
    "",
  ].join("\n");
}

function percent(part: number, whole: number): string {
  return `${(whole === 0 ? 100 : (100 * part) / whole).toFixed(2)} %`;
}

function words(equal: boolean | undefined): string {
  return equal === undefined ? "none (not in the room)" : equal ? "equal" : "DIFFERENT";
}

function comparedText(dialect: string, { merges, differences }: DialectComparison): string {
  const lines = differences.flatMap(({ event, slots, replayedThoughShared }) => [
    `at ${event}:`,
    ...slots.map(({ type, stateKey, base, other }) => {
      return `    ${`${type} ${stateKey}`.trim()}: synapse ${base ?? "nothing"}, ${dialect} ${other ?? "nothing"}`;
    }),
    ...(replayedThoughShared.length === 0
      ? []
      : [
          `    ${dialect} replayed ${replayedThoughShared.length} events that all states hold, because ` +
            `only some of their auth chains do: ${replayedThoughShared.join(", ")}`,
        ]),
  ]);
  const head = `${differences.length} of ${merges} merges differ under ${dialect}, from the same states`;
  return `${[head, ...lines].join("\n")}\n\n`;
}
