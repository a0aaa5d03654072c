// What is wrong with a target, in a sentence, and what to do: from how the first request to it failed, or
// from an answer that no Matrix server gives. Pure; look-at-server.ts asks.
import { codeOf } from "./client.ts";
import { LoadProblem } from "./load-problem.ts";

/** Why a target could not be asked at all. */
export function unreachable(target: string, thrown: unknown): LoadProblem {
  const code = codeOf(thrown) ?? String(thrown);
  const { hostname, protocol } = new URL(target);
  const host = placeOf(target);
  if (code === "ECONNREFUSED") {
    return new LoadProblem(
      `nothing listens at ${host}`,
      "Start the server (`rashomon synapse up` starts one here), or mend the port of the address.",
    );
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return new LoadProblem(`the name ${hostname} is not known`, "Mend the name in the address.");
  }
  if (/TIMEOUT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/.test(code)) {
    return new LoadProblem(
      `${host} does not answer (${code})`,
      "Look whether the server runs, whether it is http:// or https:// there, and whether something blocks the way.",
    );
  }
  if (/SSL|TLS|CERT|SELF_SIGNED|UNABLE_TO/.test(code)) {
    const plain = /WRONG_VERSION|PACKET_LENGTH|EPROTO/.test(code + String(thrown));
    return plain ? plainProblem(host) : certificateProblem(host, code);
  }
  if (/HTTPParserError|HPE_/.test(code)) {
    return new LoadProblem(
      `${host} does not speak HTTP`,
      protocol === "http:"
        ? "It may want TLS: try https://; or it is no homeserver at all: mend the port."
        : "Give the address at which the homeserver's clients reach it.",
    );
  }
  return new LoadProblem(
    `${host} closes the connection (${code})`,
    protocol === "http:"
      ? "It may want TLS: try https://."
      : "Look into the server's log; is this its client listener?",
  );
}

export const plainProblem = (host: string): LoadProblem =>
  new LoadProblem(`${host} does not speak TLS`, "Write http:// instead of https://.");

function certificateProblem(host: string, code: string): LoadProblem {
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return new LoadProblem(
      `the certificate of ${host} is for another name`,
      "Write the name that it is for in the address, or give --insecure on a test bench.",
    );
  }
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    const what = code === "CERT_HAS_EXPIRED" ? "has expired" : "is not valid yet";
    return new LoadProblem(
      `the certificate of ${host} ${what}`,
      "Renew it there, look at the clocks of both machines, or give --insecure on a test bench.",
    );
  }
  return new LoadProblem(
    `the certificate of ${host} is not trusted (${code})`,
    "Give --ca FILE with the certificate that signed it, or --insecure on a test bench.",
  );
}

/** An answer to `/_matrix/client/versions` that is none. */
export function noMatrix(target: string, status: number): LoadProblem {
  if (status >= 500) {
    return new LoadProblem(
      `${target} answers HTTP ${status}: it is not ready, or what stands before it does not reach it`,
      "Wait until the server is up, look into its log, and run the same command again.",
    );
  }
  if (status >= 300 && status < 400) {
    return new LoadProblem(
      `${target} sends on to another address (HTTP ${status}), and load does not follow`,
      "Give the address to which it sends: `curl -i` shows it as Location.",
    );
  }
  return new LoadProblem(
    `${target} answers, but is no Matrix server (HTTP ${status} for /_matrix/client/versions)`,
    "Give the base address of the Client-Server API, the one that clients use.",
  );
}

/** Host and port, also where the port is the usual one and the address leaves it out. */
function placeOf(target: string): string {
  const { host, port, protocol } = new URL(target);
  return port === "" ? `${host}:${protocol === "https:" ? 443 : 80}` : host;
}
