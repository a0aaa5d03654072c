// The run beside the one that is shown: opened from a file, or the same story told otherwise.
import type { Model } from "../model/index.ts";

export class OtherRun {
  model: Model | undefined;
  /** What it is, in a few words. */
  name = "";
  private readonly changed: () => void;

  /** `changed` is called when there is another one. */
  constructor(changed: () => void) {
    this.changed = changed;
  }

  set(model: Model | undefined, name: string): void {
    this.model = model;
    this.name = name;
    this.changed();
  }
}
