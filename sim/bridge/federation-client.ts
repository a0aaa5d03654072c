// Sends requests to homeservers, signed as one of our origins. Failures of any kind come back as
// data: status 0 where there was no answer. Certificates are not verified: names are addresses on
// loopback, and what counts are signatures.
import { Agent } from "undici";
import { canonicalJson } from "../protocol/canonical-json.ts";
import type { ServerName } from "../protocol/event.ts";
import { isObject, parseJson, type JsonObject, type JsonValue } from "../protocol/json.ts";
import type { Signer } from "../protocol/signing.ts";
import type { Addresses } from "./addresses.ts";
import { xMatrix } from "./x-matrix.ts";

export interface FederationCall {
  /** Who signs; absent for requests that nobody signs. */
  readonly signer?: Signer;
  readonly destination: ServerName;
  readonly method: "GET" | "PUT" | "POST";
  /** Path and query, percent-encoded. */
  readonly uri: string;
  readonly content?: JsonObject;
  /** Default: 60 s. */
  readonly timeoutMs?: number;
}

/** What came back. */
export interface FederationAnswer {
  /** 0: no answer; `body.error` says why. */
  readonly status: number;
  /** Empty where the answer is no JSON object. */
  readonly body: JsonObject;
}

/** Larger answers are not read: the join of a room with ten thousand members has some 20 MB. */
const answerBytesMax = 200_000_000;

export class FederationClient {
  readonly #agent: Agent;
  readonly #addresses: Addresses;

  constructor(addresses: Addresses) {
    this.#addresses = addresses;
    this.#agent = new Agent({
      pipelining: 1,
      keepAliveTimeout: 30_000,
      maxResponseSize: answerBytesMax,
      connect: { timeout: 10_000, rejectUnauthorized: false },
    });
  }

  async send(call: FederationCall): Promise<FederationAnswer> {
    const { signer, destination, method, uri, content, timeoutMs = 60_000 } = call;
    try {
      const headers: Record<string, string> = { host: destination };
      const body = content === undefined ? undefined : canonicalJson(content);
      if (signer !== undefined) {
        const signed = { method, uri, origin: signer.server, destination };
        headers["authorization"] = xMatrix({ ...signed, ...(body && { body }) }, signer);
      }
      if (body !== undefined) headers["content-type"] = "application/json";
      const response = await this.#agent.request({
        ...{ origin: this.#addresses.baseOf(destination), path: uri, method, headers },
        body: body ?? null,
        ...{ headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
      });
      return { status: response.statusCode, body: bodyOf(await response.body.text()) };
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      return { status: 0, body: { error } };
    }
  }

  /** Cuts everything off. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

function bodyOf(text: string): JsonObject {
  const read = parseJson(text);
  return read.ok && isObject(read.value) ? read.value : {};
}

/** A path from its parts, each percent-encoded, and a query. */
export function uriOf(
  parts: readonly string[],
  query: readonly (readonly [name: string, value: string])[] = [],
): string {
  const path = parts.map((part) => `/${encodeURIComponent(part)}`).join("");
  const text = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return text === "" ? path : `${path}?${text}`;
}

/** The list of a field, empty where there is none. */
export function listOf(object: JsonObject, field: string): readonly JsonValue[] {
  const value = object[field];
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
