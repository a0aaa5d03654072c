// How `npm run test:real` runs: the tests that need real programs (Chromium, k6, Synapse). One file
// at a time, because they share the machine's ports and processors; nothing is skipped.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/real/**/*.test.ts"],
    testTimeout: 900_000,
    hookTimeout: 600_000,
    fileParallelism: false,
    // Servers, browsers and generators share their machine with what else runs there: what fails is asked
    // once more, and the report says so ("retry x1"). A fault of ours fails twice.
    retry: 1,
  },
});
