import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePorts } from "../../../sim/bridge/free-port.ts";

test("the ports differ and can be listened on", async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  const server = createServer();
  await new Promise<void>((done) => server.listen(ports[0], "127.0.0.1", done));
  server.close();
});
