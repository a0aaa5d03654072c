// The HTTPS side of virtual origins: one listening socket an origin, one certificate, one handler.
// Reads bodies within limits, lets manners act, hands requests to incoming.ts, writes its answers.
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import { isLoopback } from "./addresses.ts";
import { BridgeProblem } from "./bridge-problem.ts";
import { selfSigned } from "./certificate.ts";
import type { Inbound } from "./inbound.ts";
import { answerRequest } from "./incoming.ts";
import { treatmentOf } from "./manner.ts";
import type { OwnOrigins } from "./own-origins.ts";
import { refuse, type HttpAnswer } from "./spell.ts";

/** 50 PDUs and 100 EDUs of 65,536 bytes, with the space between them. */
const bodyBytesMax = 12_000_000;

export class Listener {
  readonly #origins: OwnOrigins;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  constructor(origins: OwnOrigins) {
    this.#origins = origins;
  }

  /** @throws BridgeProblem where an address cannot be had */
  async open(): Promise<void> {
    const { names } = this.#origins;
    const { key, cert } = await selfSigned([hostOf(names[0])]);
    try {
      for (const [origin, name] of names.entries()) {
        const server = createServer(
          { key, cert, keepAliveTimeout: 60_000 },
          (request, response) => {
            void this.#handle(origin, request, response);
          },
        );
        this.#servers.push(server);
        // Also those in the middle of a handshake, which the server itself does not count.
        server.on("connection", (socket: Socket) => {
          this.#sockets.add(socket);
          socket.once("close", () => this.#sockets.delete(socket));
        });
        await listen(server, name);
      }
    } catch (thrown) {
      await this.close();
      throw thrown;
    }
  }

  async close(): Promise<void> {
    const servers = this.#servers.splice(0);
    const closed = servers.map((server) => new Promise((done) => server.close(done)));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  async #handle(origin: number, request: IncomingMessage, response: ServerResponse) {
    const { options, startedMs } = this.#origins;
    const uri = request.url ?? "/";
    const manner = options.manner?.(origin) ?? "good";
    const treatment = treatmentOf(manner, uri, Date.now() - startedMs);
    options.onTreated?.(origin, treatment);
    if (treatment.kind === "refuse") return write(response, treatment.answer);
    if (treatment.kind !== "answer") {
      if (treatment.kind === "reset") request.socket.destroy();
      return;
    }
    // Who asked may hang up in the middle of the body: nobody is left to be answered.
    const read = await readBody(request).then(
      (body) => ({ body }),
      () => undefined,
    );
    if (read === undefined) return;
    const answer = await this.#answer({
      ...{ origin, uri, method: request.method ?? "GET", body: read.body },
      authorization: request.headers.authorization,
    });
    if (treatment.afterMs === 0) write(response, answer);
    else setTimeout(() => write(response, answer), treatment.afterMs).unref();
  }

  async #answer(inbound: Omit<Inbound, "body"> & { body: string | undefined }) {
    const { body } = inbound;
    if (body === undefined) return refuse(413, "M_TOO_LARGE", "the body is too large");
    try {
      return await answerRequest(this.#origins, { ...inbound, body });
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      return refuse(500, "M_UNKNOWN", error) satisfies HttpAnswer;
    }
  }
}

function write(response: ServerResponse, { status, body }: HttpAnswer): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** A name without its port and without the brackets of an IPv6 address. */
const hostOf = (name: string) => name.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");

/** On an address of loopback there, under any other name on all addresses of this machine. */
function listen(server: Server, name: string): Promise<void> {
  const port = Number(/\d+$/.exec(name)?.[0]);
  const where = isLoopback(name) ? { port, host: hostOf(name) } : { port };
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      const remedy = taken
        ? "End what listens there, or choose another --port."
        : "Linux answers on all of 127.0.0.0/8; elsewhere add the address to the loopback device.";
      reject(new BridgeProblem(`${name} cannot be listened on (${error.code})`, remedy));
    });
    server.listen(where, resolve);
  });
}

/** Undefined where the body is over the limit; the rest of it is not read. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bodyBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
