// How `npm test` runs: every *.test.ts under test/ but those of the real parts.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const root = join(import.meta.dirname, "..");
const shims = new URL("loadtest/k6-shim/", import.meta.url).pathname;

/** Tests that put other modules in the place of some: whoever comes after them must get the real ones. */
const mocking = globSync("test/**/*.test.ts", { cwd: root }).filter((file) =>
  /\bvi\.mock\(/.test(readFileSync(join(root, file), "utf8")),
);
/**
 * Tests that start threads of their own. V8 keeps one map of compiled pages for all threads of a process, which
 * hundreds of ended threads can upset ("Check failed: jit_page.has_value()"), and then all tests are lost.
 */
const threaded = [
  "test/bugs/*.test.ts",
  "test/sim/cli/{compare,curve,run,shrink,sweep}/**/*.test.ts",
  "test/sim/run/determinism.test.ts",
];
const alone = [...mocking, ...threaded];
const elsewhere = ["test/real/**", "node_modules/**"];

export default defineConfig({
  // What only k6 has is played by small stand-ins, so that the journeys' k6 side runs here as well.
  resolve: {
    alias: [
      { find: /^k6$/, replacement: `${shims}index.ts` },
      { find: /^k6\/(\w+)$/, replacement: `${shims}$1.ts` },
    ],
  },
  test: {
    root,
    // One test must not see what another has left of a spy.
    restoreMocks: true,
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
    // Nor do tests run in threads, for the same reason.
    pool: "forks",
    projects: [
      {
        extends: true,
        // One process, that loads the modules once: most time went into loading them for each file anew. What
        // a test file leaves behind in them can be nothing but memory, which changes no result.
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: [...elsewhere, ...alone],
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: "alone", include: alone, exclude: elsewhere, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
