// How `npm test` runs: every *.test.ts under test/ but those of the real parts.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    exclude: ["test/real/**", "node_modules/**"],
    testTimeout: 60_000,
    pool: "threads",
  },
});
