// Gives every property test a seed, unless it has its own: what failed once fails again, and what
// passes here passes elsewhere. Loaded before each test file; see vitest.config.ts.
import fc from "fast-check";

fc.configureGlobal({ seed: 1 });
