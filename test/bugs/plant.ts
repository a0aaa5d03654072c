// Plants a bug in this thread: whatever it loads from now on has the mistake in it. For worker
// threads of their own only, for what is loaded stays loaded.
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { changed, type Change, type PlantedBug } from "./planted-bug.ts";

const root = join(import.meta.dirname, "../..");

/** Makes a bug's changes in all files that are loaded from now on. */
export function plant({ changes }: PlantedBug): void {
  const byUrl = new Map<string, Change[]>();
  for (const change of changes) {
    const url = pathToFileURL(join(root, change.file)).href;
    byUrl.set(url, [...(byUrl.get(url) ?? []), change]);
  }
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const own = byUrl.get(url);
      if (own === undefined) return loaded;
      const text = Buffer.from(loaded.source as Uint8Array).toString("utf8");
      return { ...loaded, source: own.reduce(changed, text) };
    },
  });
}
