// `rashomon federation export ROOM`: a room that a Synapse of ours holds, as the events that
// `resolve`, `inspect`, `view` and `replay` read.
import { exportRoom } from "../bridge/synapse/index.ts";
import type { Call } from "./command.ts";
import { exitCode, type ExitCode } from "./exit-code.ts";
import { writeWholeFile } from "./output.ts";
import { Problem } from "./problem.ts";
import { localSynapse } from "./target-options.ts";

export async function federationExport({ args, options, output }: Call): Promise<ExitCode> {
  const roomId = args[1];
  if (roomId === undefined) {
    throw new Problem({
      message: "export needs a room's ID",
      remedy:
        "Give it, for example: rashomon federation export '!room:127.0.0.1:8448' -o room.ndjson",
    });
  }
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
