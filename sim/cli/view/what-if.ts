// `rashomon what-if`: how a room would have come out had an event not been, or had another time,
// another level, or had other rules held. The same answer as in the page's tab of that name.
import { whatIf } from "../../../viz/build.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { Problem } from "../problem.ts";
import { roomOptions } from "../room/read-room.ts";
import { findLastTrace, openTrace } from "./trace-source.ts";

export const whatIfCommand: Command = {
  name: "what-if",
  summary: "how a room would come out without an event, or under other times, levels and rules",
  args: [
    { name: "[FILE]", about: "a trace or a room file, plain or gzipped (default: the last run)" },
  ],
  options: [
    { flags: "--drop <ID>", about: "leave this event out (the start of an ID)", repeats: true },
    { flags: "--ts <ID=MS>", about: "another origin_server_ts of this event", repeats: true },
    {
      flags: "--power <ID=USER=LEVEL>",
      about: "another level of a user in this power levels event",
      repeats: true,
    },
    { flags: "--as-version <V>", about: "the rules of another room version" },
    { flags: "--as-dialect <D>", about: "another dialect of state resolution" },
    { flags: "--room <N>", about: "which of several rooms, from 1 (default: the first)" },
    ...roomOptions,
    { flags: "-o, --out <FILE>", about: "write the answer to a file" },
  ],
  examples: [
    "rashomon what-if --drop '$Ujnq3c'",
    "rashomon what-if room.ndjson --as-version 12 --json",
    "rashomon what-if room.ndjson --power '$Qm3xV=@bob:b.test=100' --ts '$Zk1=1700000000000'",
  ],
  run,
};

async function run({ args, options, output }: Call): Promise<ExitCode> {
  const file = args[0] ?? findLastTrace();
  const deeds = {
    ...{ drop: options.list("drop"), ts: options.list("ts"), power: options.list("power") },
    ...{ version: options.text("asVersion"), dialect: options.text("asDialect") },
  };
  const nothing = Object.values(deeds).every((deed) => deed === undefined || deed.length === 0);
  if (nothing) {
    throw new Problem({
      message: "nothing is changed",
      remedy:
        "Say what: --drop ID, --ts ID=MS, --power ID=USER=LEVEL, --as-version V, --as-dialect D.",
    });
  }
  const room = (options.integer("room", { min: 1, max: 1_000_000 }) ?? 1) - 1;
  const { data } = await openTrace(file, { options, output });
  try {
    const { answer, text } = whatIf(data, deeds, room);
    output.result({ command: "what-if", file, ...answer }, () => text, options.text("out"));
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown instanceof Problem) throw thrown;
    const remedy =
      "`rashomon view --text` shows what is there, `rashomon what-if --help` how it is changed.";
    throw new Problem({ file, message: thrown.message, remedy });
  }
  return exitCode.ok;
}
