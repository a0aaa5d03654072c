// The viewer's page before a trace is put in: built with the program, or in the repository now.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildPage, type PageKind } from "../../../viz/build.ts";

/** The page's HTML with a place for the trace. */
export async function pageTemplate(kind: PageKind = "disk"): Promise<string> {
  const built = join(import.meta.dirname, kind === "live" ? "viewer-live.html" : "viewer.html");
  return existsSync(built) ? readFileSync(built, "utf8") : await buildPage(kind);
}
