// What a panel of the inspector is, and what it is given. A new panel is a file of its own beside
// this one and a row in index.ts; nothing else needs to know of it.
import type { Model } from "../../model/index.ts";
import type { OtherRun } from "../other-run.ts";
import type { Store, View } from "../state.ts";

/** The parts of the page that a panel may use. */
export interface PageParts {
  readonly model: Model;
  readonly store: Store;
  /** The run to compare with. */
  readonly other: OtherRun;
  /** Shows another run on the whole page. */
  readonly show: (model: Model) => void;
  /** Tells the reader in one line what became of something. */
  readonly say: (words: string) => void;
}

/** A part of the inspector. It is updated only while its tab is open. */
export interface Panel extends View {
  readonly element: HTMLElement;
}

/** A tab of the inspector and the panels that stand in it, from top to bottom. */
export interface Tab {
  readonly id: string;
  readonly title: string;
  /** One sentence for the tooltip and the command list. */
  readonly about: string;
  readonly panels: readonly ((parts: PageParts) => Panel)[];
}
