// What a command is: something the page can do that has a name. Commands stand in tables, one file
// a group, and from these tables come the keyboard, the help and the command palette.
import type { Model, MomentIndex } from "../../model/index.ts";
import type { Finder } from "../finder.ts";
import type { LessonBar } from "../lesson-bar.ts";
import type { Player } from "../player.ts";
import type { Store } from "../state.ts";
import type { SwimView } from "../swim-view.ts";

export interface Command {
  /** Its name in the palette and the help: a few words that begin with a verb or a place. */
  readonly name: string;
  /** Values of `KeyboardEvent.key`; none for a command that only the palette has. */
  readonly keys: readonly string[];
  /** How the keys are written for people, where that is not what they are. */
  readonly shown?: string;
  /** Does it. `key` is the pressed one, undefined from the palette. */
  readonly act: (key?: string) => void;
}

/** The parts of the page that commands use. */
export interface CommandParts {
  readonly model: Model;
  readonly store: Store;
  readonly player: Player;
  readonly moments: MomentIndex;
  readonly swim: SwimView;
  readonly finder: Finder;
  /** The tutorial that is shown; undefined for a run of the reader's own. */
  readonly lessons?: LessonBar | undefined;
  /** Tells the reader in one line what became of a command. */
  readonly say: (words: string) => void;
}

/** A group of commands, for the help. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly Command[];
}
