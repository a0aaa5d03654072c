// The report of a run that its user stopped before anything was measured: how far it came, and how it
// is begun again. In the same three forms as any other, so that whoever collects reports finds it.
import { machine } from "../driver/provenance.ts";
import { versions } from "../driver/versions.ts";
import { factList, pageDocument, type Fact } from "../page/document.ts";
import { junit } from "../page/junit.ts";
import { duration } from "../page/words.ts";

export interface StoppedRun {
  /** The command's name: `load`, `federation send` … */
  readonly command: string;
  /** Where it was to run. */
  readonly target: string;
  /** The last that was done, such as `setting the stage: rooms 3 of 12`; empty: nothing. */
  readonly reached: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly tookMs: number;
  /** The command that begins it again. */
  readonly again: string;
}

export interface StoppedReport {
  /** What happened, in a sentence. */
  readonly why: string;
  readonly object: object;
  readonly page: string;
  readonly junit: string;
}

export function stoppedReport(run: StoppedRun): StoppedReport {
  const { command, target, reached, startedAt, tookMs, again } = run;
  const until = reached === "" ? "at the very beginning" : `at this: ${reached}`;
  const why = `It was stopped by its user ${until}. Nothing was measured yet.`;
  const programs = versions();
  const object = {
    ...{ format: "rashomon-stopped-1", command, outcome: "incomplete", target, reached },
    ...{ end: { how: "stopped", why }, startedAt, tookMs, versions: programs, again },
  };
  const facts: Fact[] = [
    ["Again", again],
    ["Target", target],
    ["Started", `${startedAt.slice(0, 19).replace("T", " ")} UTC`],
    ["Stopped after", duration(tookMs)],
    [
      "Programs",
      Object.entries(programs)
        .map((pair) => pair.join(" "))
        .join(", "),
    ],
    ["Machine", machine()],
  ];
  return {
    ...{ why, object },
    page: pageDocument({
      title: `${command} on ${new URL(target).host}`,
      chip: { kind: "incomplete", words: "stopped" },
      answer: why,
      sections: [["Provenance", factList(facts)]],
    }),
    junit: junit(
      `rashomon ${command}`,
      [{ name: "the run was whole", result: "error", message: why }],
      startedAt,
    ),
  };
}
