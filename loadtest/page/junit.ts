// Verdicts as JUnit XML, which every CI shows: a suite of cases, each of which held or tells why not.
import { escape } from "./html.ts";

export interface JunitCase {
  readonly name: string;
  /** `failure`: a threshold or check is broken. `error`: the run was not whole. */
  readonly result: "held" | "failure" | "error" | "skipped";
  /** Needed where it did not hold. */
  readonly message?: string;
}

/** @param startedAt ISO 8601 */
export function junit(suite: string, cases: readonly JunitCase[], startedAt: string): string {
  const count = (result: JunitCase["result"]) =>
    cases.filter((one) => one.result === result).length;
  const rows = cases.map(({ name, result, message = "" }) => {
    const head = `  <testcase classname="${escape(suite)}" name="${escape(name)}"`;
    if (result === "held") return `${head}/>\n`;
    return `${head}><${result} message="${escape(message)}"/></testcase>\n`;
  });
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<testsuite name="${escape(suite)}" tests="${cases.length}" failures="${count("failure")}" ` +
    `errors="${count("error")}" skipped="${count("skipped")}" ` +
    `timestamp="${escape(startedAt.slice(0, 19))}">\n${rows.join("")}</testsuite>\n`
  );
}
