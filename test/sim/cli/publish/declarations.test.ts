// Declarations as readers of the published package find them; build.test.ts uses them for real.
import { expect, test } from "vitest";
import { forReaders } from "../../../../sim/cli/publish/declarations.ts";

test("paths of sources become paths of what is published, packages stay", () => {
  const text = 'export * from "./a.ts";\ntype B = import("../b/c.ts").D;\nimport "typebox";\n';
  expect(forReaders(text)).toBe(
    'export * from "./a.js";\ntype B = import("../b/c.js").D;\nimport "typebox";\n',
  );
});
