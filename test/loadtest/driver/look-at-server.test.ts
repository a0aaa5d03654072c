import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { lookAtServer } from "../../../loadtest/driver/look-at-server.ts";
import { LoadProblem } from "../../../loadtest/driver/load-problem.ts";

const servers: Server[] = [];
/** What has reached the last server, in order. */
let reached: string[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Says nothing to who begins with TLS, as servers on Twisted do, and answers this to plain HTTP. */
async function silentToTls(plainBody: string | undefined): Promise<string> {
  reached = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => {
      const kind = data[0] === 0x16 ? "TLS" : "plain";
      reached.push(kind);
      socket.once("close", () => reached.push(`end of ${kind}`));
      if (kind === "TLS" || plainBody === undefined) return;
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
  const problem: unknown = await lookAtServer(target).catch((thrown: unknown) => thrown);
  expect(problem).toBeInstanceOf(LoadProblem);
  expect((problem as LoadProblem).message).toMatch(/^127.0.0.1:\d+ does not speak TLS$/);
  expect((problem as LoadProblem).remedy).toBe("Write http:// instead of https://.");
  // It was asked while TLS was still waited for, which takes ten seconds to be given up.
  expect(reached.slice(0, 2)).toEqual(["TLS", "plain"]);
  // Nothing is left that keeps the process: the server has nobody connected.
  await expect.poll(() => connectionsOf(servers[0])).toBe(0);
});

test("what answers plain HTTP with something else is no such server, and the look goes on", async () => {
  const target = await silentToTls("<h1>400</h1>");
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error("stopped")), 1_200);
  await expect(lookAtServer(target, {}, stop.signal)).rejects.toThrow("stopped");
});
