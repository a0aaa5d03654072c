// `rashomon serve`: virtual homeservers that answer on loopback until they are ended, with a room
// that real servers' users can join, or in a room of a real server. For trying things out, and as
// the other side of a pre-signed load.
import { setTimeout as sleep } from "node:timers/promises";
import { isLoopback } from "../../bridge/addresses.ts";
import { originNames, originsMax } from "../../bridge/origin-names.ts";
import { manners, type Manner } from "../../bridge/manner.ts";
import { Origins } from "../../bridge/origins.ts";
import { spokenVersions } from "../../bridge/room-book.ts";
import { silentRecorder } from "../../bridge/recorder.ts";
import { printable } from "../../protocol/printable.ts";
import { defaultRoomVersion } from "../../protocol/room-version.ts";
import { verdict, way, type Arrival, type SharedRoom } from "../../server/index.ts";
import type { Call, Command, Options } from "../command.ts";
import { readingAll } from "../every-problem.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { Problem } from "../problem.ts";
import { onSignals } from "../on-signals.ts";

export const serve: Command = {
  name: "serve",
  summary: "virtual homeservers on real HTTPS, in rooms with real ones",
  args: [],
  options: [
    { flags: "--count <N>", about: "how many origins (default: 3)" },
    { flags: "--port <P>", about: "the port of all of them (default: 19448; 0: a free one)" },
    { flags: "--seed <TEXT>", about: "keys follow from it and the names (default: 1)" },
    { flags: "--room-version <V>", about: "of the room that the first origin hosts (default: 12)" },
    { flags: "--join <ROOM>", about: "join this room of a real server instead of hosting one" },
    { flags: "--via <NAME>", about: "the server through which to join" },
    {
      flags: "--route <NAME=URL>",
      about: "where a server is reached, if not at https://NAME",
      repeats: true,
    },
    { flags: "--manner <N=HOW>", about: `origin N behaves ${manners.join(", ")}`, repeats: true },
    { flags: "--for <SECONDS>", about: "end after so long (default: at Ctrl-C)" },
  ],
  examples: [
    "rashomon serve --count 3",
    "rashomon serve --join '!abc:127.0.0.1:8448' --via 127.0.0.1:8448",
    "rashomon serve --count 10 --manner 9=slow --manner 10=dead",
  ],
  run,
};

async function run({ options, output }: Call): Promise<ExitCode> {
  const setup = readingAll(options, readSetup);
  const counts = { arrived: 0, accepted: 0, refused: 0, transactionsIn: 0, transactionsOut: 0 };
  const names = await originNames(setup.count, setup.port === 0 ? {} : { port: setup.port });
  const origins = await Origins.start({
    ...{ names, seed: setup.seed, routes: setup.routes },
    manner: (origin) => setup.manners.get(origin) ?? "good",
    onTransaction: ({ direction }) =>
      void (direction === "in" ? counts.transactionsIn++ : counts.transactionsOut++),
    recorder: {
      ...silentRecorder,
      arrived: (arrival) => {
        if (arrival.via === way.own || arrival.via === way.join) return;
        counts.arrived++;
        if (arrival.verdict === verdict.accepted) counts.accepted++;
        else counts.refused++;
        output.note(arrivalText(names[arrival.server], arrival));
      },
    },
  });
  const ending = new AbortController();
  const forget = onSignals(() => ending.abort());
  try {
    const room = await (setup.join === undefined ? host(origins, setup) : join(origins, setup));
    output.note(startText(origins, room, setup));
    await sleep(setup.forMs, undefined, { signal: ending.signal }).catch(() => undefined);
    const result = { command: "serve", origins: names, room: room.roomId, ...counts };
    output.result(result, () => endText(counts));
  } finally {
    forget();
    await origins.stop();
  }
  return exitCode.ok;
}

interface Setup {
  readonly count: number;
  readonly port: number;
  readonly seed: string;
  readonly version: string;
  readonly join: { readonly room: string; readonly via: string } | undefined;
  readonly routes: ReadonlyMap<string, string>;
  readonly manners: ReadonlyMap<number, Manner>;
  readonly forMs: number;
}

const dayMs = 24 * 60 * 60 * 1000;

function readSetup(options: Options): Setup {
  const count = options.integer("count", { min: 1, max: originsMax }) ?? 3;
  const version = options.choice("roomVersion", spokenVersions);
  const seconds = options.integer("for", { min: 0, max: dayMs / 1000 });
  return {
    ...{ count, port: options.integer("port", { min: 0, max: 65_535 }) ?? 19_448 },
    ...{ seed: options.text("seed") ?? "1", version: version ?? defaultRoomVersion },
    ...{ join: readJoin(options), routes: readRoutes(options) },
    manners: readManners(options.list("manner"), count),
    forMs: seconds === undefined ? dayMs : seconds * 1000,
  };
}

function readJoin(options: Options): Setup["join"] {
  const [room, via] = [options.text("join"), options.text("via")];
  if (room === undefined) return undefined;
  if (via !== undefined) return { room, via };
  throw new Problem({
    option: "join",
    message: "--join needs to know through which server",
    remedy: "Add --via NAME, the name of a server that is in the room.",
  });
}

/** `NAME=URL`. Origins live on loopback, so nobody elsewhere could answer them. */
function readRoutes(options: Options): Map<string, string> {
  const routes = new Map<string, string>();
  for (const text of options.list("route")) {
    const [, name, url, host] = /^([^=]+)=(https?:\/\/([^/]+))\/?$/.exec(text) ?? [];
    if (name === undefined || !isLoopback(host)) {
      throw new Problem({
        option: "route",
        message: `--route cannot be ${JSON.stringify(text)}`,
        remedy: "Give NAME=URL on loopback, for example 127.0.0.1:8448=http://127.0.0.1:8008.",
      });
    }
    routes.set(name, url);
  }
  return routes;
}

/** `3=slow`: origins are counted from 1. */
export function readManners(list: readonly string[], count: number): Map<number, Manner> {
  const found = new Map<number, Manner>();
  for (const text of list) {
    const [, number, word] = /^(\d{1,4})=(\w+)$/.exec(text) ?? [];
    const manner = manners.find((name) => name === word);
    const isOrigin = Number(number) >= 1 && Number(number) <= originsMax;
    if (manner === undefined || !isOrigin || Number(number) > count) {
      throw new Problem({
        // How many origins there are is said by another option, which may be wrong.
        option: manner === undefined || !isOrigin ? "manner" : undefined,
        message: `--manner cannot be ${JSON.stringify(text)}`,
        remedy: `Give N=HOW, N from 1 to ${count}, HOW one of: ${manners.join(", ")}.`,
      });
    }
    found.set(Number(number) - 1, manner);
  }
  return found;
}

const userOf = (name: string) => `@rashomon:${name}`;

/** A public room at the first origin, with an alias; the other origins join it. */
async function host(origins: Origins, { version }: Setup): Promise<SharedRoom> {
  const [first, ...others] = origins.names;
  const setup = { joinRule: "public", powers: {}, name: "Rashomon" };
  const room = origins.createRoom({ user: userOf(first), version, setup });
  origins.aliases.set(`#rashomon:${first}`, room);
  for (const name of others) {
    await origins.join({ user: userOf(name), room: room.roomId, via: first });
  }
  return room;
}

/** One after the other: joins of one room wait for each other anyway. */
async function join(origins: Origins, { join }: Setup): Promise<SharedRoom> {
  const { room, via } = join as NonNullable<Setup["join"]>;
  const [first, ...others] = origins.names;
  const joined = await origins.join({ user: userOf(first), room, via });
  for (const name of others) await origins.join({ user: userOf(name), room, via });
  return joined;
}

function startText(origins: Origins, room: SharedRoom, { join, version }: Setup): string {
  const { names } = origins;
  const more = names.length > 1 ? ` to ${names[names.length - 1]}` : "";
  const where =
    join === undefined
      ? `room    ${room.roomId} (version ${version}), #rashomon:${names[0]}\n` +
        `join    from a homeserver that does not verify certificates on loopback:\n` +
        `        POST /_matrix/client/v3/join/%23rashomon:${names[0]}\n`
      : `room    ${printable(room.roomId)} (version ${room.graph.version.id}), joined\n`;
  return `origins ${names[0]}${more}\n${where}end     Ctrl-C\n\n`;
}

function arrivalText(name: string, { room, event, verdict: made, why }: Arrival): string {
  const { type, sender, content } = room.graph.pdu(event);
  const body = typeof content.body === "string" ? `: ${printable(content.body).slice(0, 60)}` : "";
  const odd = made === verdict.accepted ? "" : ` (not accepted: ${why?.detail ?? "an outlier"})`;
  return `${name} ← ${printable(type)} by ${printable(sender)}${body}${odd}\n`;
}

function endText(counts: Readonly<Record<string, number>>): string {
  const { arrived, accepted, transactionsIn, transactionsOut } = counts;
  return (
    `${arrived} ${arrived === 1 ? "event" : "events"} arrived, ${accepted} of them accepted; ` +
    `${transactionsIn} transactions came, ${transactionsOut} went\n`
  );
}
