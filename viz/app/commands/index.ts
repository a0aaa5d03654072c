// All commands of the page, by group.
import type { CommandGroup, CommandParts } from "./command.ts";
import { eventCommands } from "./event-commands.ts";
import { inspectorCommands } from "./inspector-commands.ts";
import { lessonCommands } from "./lesson-commands.ts";
import { shareCommands } from "./share-commands.ts";
import { pictureCommands } from "./picture-commands.ts";
import { timeCommands } from "./time-commands.ts";
import { viewCommands } from "./view-commands.ts";

export type { Command, CommandGroup, CommandParts } from "./command.ts";

/** The groups in the order of the help. No key may stand in two of them; a test sees to that. */
export function commandGroups(parts: CommandParts): CommandGroup[] {
  return [
    { title: "Time", commands: timeCommands(parts) },
    { title: "Events", commands: eventCommands(parts) },
    { title: "Details", commands: inspectorCommands(parts) },
    { title: "Picture", commands: pictureCommands(parts) },
    { title: "View", commands: viewCommands(parts) },
    { title: "Share", commands: shareCommands(parts) },
    { title: "Tutorials", commands: lessonCommands(parts) },
  ];
}
