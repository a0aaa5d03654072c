// Hands over the report of what nobody can measure again: its files, and its text or object for a terminal.
// Where the files cannot be written, it is shown all the same, and then the obstacle is told. Called by
// what loads a real homeserver. What can be computed again goes the way of output.ts.
import { writeWholeFile, type Output } from "./output.ts";
import { Problem } from "./problem.ts";

/** A report in all its forms. */
export interface Report<Files extends object> {
  readonly contents: readonly (readonly [file: string, content: string | Uint8Array])[];
  /** What must not stand in a text of it. */
  readonly secrets: readonly string[];
  /** What `--json` shows; the paths are added to it. */
  readonly object: object;
  /** Paths of what is written, by the names that users of `--json` know. */
  readonly files: Files;
  /** For a terminal. @param written undefined where nothing could be written */
  readonly text: (written: Files | undefined) => string;
}

/**
 * Writes a report and shows it.
 * @throws Problem where it cannot be written, after it was shown; Error, and nothing is written or
 * shown, where it would hold a secret
 */
export function handOver<Files extends object>(report: Report<Files>, output: Output): void {
  const { contents, secrets, object, files, text } = report;
  for (const [file, content] of contents) {
    if (typeof content === "string" && secrets.some((secret) => content.includes(secret))) {
      throw new Error(`${file} would hold an access token or a password`);
    }
  }
  const obstacle = obstacleTo(contents);
  const written = obstacle === undefined ? files : undefined;
  const error = obstacle?.parts;
  output.result({ ...object, ...(written && { files }), ...(error && { error }) }, () =>
    text(written),
  );
  if (error !== undefined) throw new Problem({ ...error, told: output.json });
}

function obstacleTo(contents: Report<object>["contents"]): Problem | undefined {
  try {
    for (const [file, content] of contents) writeWholeFile(file, content);
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown;
    throw thrown;
  }
  return undefined;
}
