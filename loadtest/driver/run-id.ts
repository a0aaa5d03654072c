// The id of a run: short, and new each time, so that no transaction id is ever used twice.
import { randomBytes } from "node:crypto";

export function newRunId(): string {
  return `r${randomBytes(5).toString("hex")}`;
}
