// `rashomon federation export ROOM`: a room that a Synapse of ours holds, as the events that
// `resolve`, `inspect`, `view` and `replay` read.
import { exportRoom } from "../../bridge/synapse/index.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../output.ts";
import { localSynapse, synapseFolder } from "../load/target-options.ts";

export const federationExport: Command = {
  name: "federation export",
  summary: "a room out of a Synapse's database, as `resolve`, `inspect` and `view` read it",
  args: [{ name: "<ROOM>", about: "its ID" }],
  options: [
    { flags: "--dir <DIR>", about: `folder of \`synapse up\` (default: ${synapseFolder})` },
    { flags: "-o, --out <FILE>", about: "write the events there (default: standard output)" },
  ],
  examples: ["rashomon federation export '!room:127.0.0.1:8448' -o room.ndjson"],
  run: exportCommand,
};

async function exportCommand({ args, options, output }: Call): Promise<ExitCode> {
  const [roomId] = args;
  const server = localSynapse(options);
  const { lines, outliers, rejected } = await exportRoom(server, roomId);
  const file = options.text("out");
  const text = `${lines.join("\n")}\n`;
  if (file === undefined && !output.json) {
    output.result({}, () => text);
    return exitCode.ok;
  }
  if (file !== undefined) writeWholeFile(file, text);
  const events = lines.length;
  output.result({ command: "federation export", roomId, events, outliers, rejected, file }, () => {
    const odd = `${outliers} outliers, ${rejected} rejected`;
    return `${events} events of ${server.name} (${odd}) in ${file}\nnext    rashomon resolve ${file}\n`;
  });
  return exitCode.ok;
}
