import { expect, test } from "vitest";
import { call } from "../call.ts";

test("options of serving without --serve are named, with what to do", async () => {
  for (const argv of [
    ["view", "package.json", "--port", "8080"],
    ["run", "netsplit-ban", "--pace", "5"],
  ]) {
    const { code, err } = await call(argv);
    expect(code).toBe(2);
    expect(err).toContain("has no meaning without --serve");
  }
});
