import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { lookAtServer } from "../../../loadtest/driver/look-at-server.ts";
import { LoadProblem } from "../../../loadtest/driver/load-problem.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Says nothing to who begins with TLS, as servers on Twisted do, and answers this to plain HTTP. */
async function silentToTls(plainBody: string | undefined): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => {
      if (data[0] === 0x16 || plainBody === undefined) return;
      const head = `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${plainBody.length}`;
      socket.end(`${head}\r\n\r\n${plainBody}`);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const connectionsOf = (server: Server) =>
  new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));

test("a server without TLS that says nothing to it is known by its plain answer, at once", async () => {
  const target = await silentToTls('{"versions":["v1.11"]}');
  const startMs = performance.now();
  const problem: unknown = await lookAtServer(target).catch((thrown: unknown) => thrown);
  expect(problem).toBeInstanceOf(LoadProblem);
  expect((problem as LoadProblem).message).toMatch(/^127.0.0.1:\d+ does not speak TLS$/);
  expect((problem as LoadProblem).remedy).toBe("Write http:// instead of https://.");
  // Nothing is left that keeps the process: the server has nobody connected.
  while ((await connectionsOf(servers[0])) > 0) await new Promise((r) => setTimeout(r, 20));
  const connectTimeoutMs = 10_000;
  expect(performance.now() - startMs).toBeLessThan(connectTimeoutMs);
});

test("what answers plain HTTP with something else is no such server, and the look goes on", async () => {
  const target = await silentToTls("<h1>400</h1>");
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error("stopped")), 1_200);
  await expect(lookAtServer(target, {}, stop.signal)).rejects.toThrow("stopped");
});
