// How reading a file is ended from anywhere inside this folder. Never leaves it: importRoom turns
// it into data.
import type { ImportProblem } from "./result.ts";

/** Thrown to refuse the file. */
export class Refusal {
  readonly problem: Omit<ImportProblem, "file">;
  constructor(problem: Omit<ImportProblem, "file">) {
    this.problem = problem;
  }
}

/** Refuses the file; `line` may be unknown. */
export function refuse(problem: {
  readonly line?: number | undefined;
  readonly message: string;
  readonly remedy: string;
}): never {
  const { line, message, remedy } = problem;
  throw new Refusal(line === undefined ? { message, remedy } : { line, message, remedy });
}

/** Refuses a file in which an event is its own ancestor. */
export function refuseCycle(event: {
  readonly line: number | undefined;
  readonly name?: string | undefined;
}): never {
  return refuse({
    line: event.line,
    message: `${event.name ?? "An event"} is its own ancestor.`,
    remedy: "Correct its prev_events or auth_events: no real room can hold such an event.",
  });
}
