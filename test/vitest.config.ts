// How `npm test` runs: every *.test.ts under test/ but those of the real parts.
import { defineConfig } from "vitest/config";

const shims = new URL("loadtest/k6-shim/", import.meta.url).pathname;

export default defineConfig({
  // What only k6 has is played by small stand-ins, so that the journeys' k6 side runs here as well.
  resolve: {
    alias: [
      { find: /^k6$/, replacement: `${shims}index.ts` },
      { find: /^k6\/(\w+)$/, replacement: `${shims}$1.ts` },
    ],
  },
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    exclude: ["test/real/**", "node_modules/**"],
    // Property tests that name no seed: a run that failed has to fail again.
    setupFiles: ["test/fixed-seed.ts"],
    // What waits, waits for something that is sure to come, however slow the machine and its neighbours;
    // so no limit is there to say how long anything may take.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 200_000 } },
    // One that waits for ever was once left by Node's threads (a pool of workers never answered, in one
    // of many thousands); what fails by its own words is not asked again.
    retry: { count: 1, condition: /timed out/ },
    // Not threads: V8 keeps one map of compiled pages for all threads of a process, which hundreds of
    // ended threads can upset ("Check failed: jit_page.has_value()"), and then all tests are lost.
    pool: "forks",
  },
});
