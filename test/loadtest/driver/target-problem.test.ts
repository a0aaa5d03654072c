// Every way in which a target can be wrong has a sentence of its own and says what to do.
import { createServer as createHttps } from "node:https";
import { createServer, type AddressInfo, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { lookAtServer } from "../../../loadtest/driver/look-at-server.ts";
import { noMatrix, unreachable } from "../../../loadtest/driver/target-problem.ts";
import { selfSigned } from "../../../sim/bridge/certificate.ts";

const failed = (code: string) => Object.assign(new Error(code), { code });
const https = "https://hs.test:8448";

test.each([
  ["ECONNREFUSED", "nothing listens at hs.test:8448", "mend the port"],
  ["ENOTFOUND", "the name hs.test is not known", "Mend the name"],
  ["UND_ERR_HEADERS_TIMEOUT", "does not answer", "whether the server runs"],
  ["CERT_HAS_EXPIRED", "the certificate of hs.test:8448 has expired", "Renew it"],
  ["CERT_NOT_YET_VALID", "the certificate of hs.test:8448 is not valid yet", "clocks"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "is for another name", "Write the name"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "is not trusted", "--ca FILE"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "does not speak TLS", "http://"],
  ["HPE_INVALID_CONSTANT", "hs.test:8448 does not speak HTTP", "clients reach it"],
  ["ECONNRESET", "closes the connection", "server's log"],
])("%s", (code, message, remedy) => {
  const problem = unreachable(https, failed(code));
  expect(problem.message).toContain(message);
  expect(problem.remedy).toContain(remedy);
});

test("an address without a port is told with the one that was tried", () => {
  expect(unreachable("http://hs.test", failed("ECONNREFUSED")).message).toContain("hs.test:80");
  expect(unreachable("https://hs.test", failed("ECONNREFUSED")).message).toContain("hs.test:443");
});

test("an answer that no Matrix server gives is told by its status", () => {
  expect(noMatrix(https, 503).message).toContain("not ready");
  expect(noMatrix(https, 302).message).toContain("sends on");
  expect(noMatrix(https, 200).message).toContain("no Matrix server (HTTP 200");
});

async function addressOf(server: Server): Promise<string> {
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("what really stands there is known: another protocol, a certificate of nobody's", async () => {
  const other = await addressOf(createServer((socket) => socket.end("SSH-2.0-x\r\n")));
  await expect(lookAtServer(`http://${other}`)).rejects.toThrow("does not speak HTTP");
  const { key, cert } = await selfSigned(["127.0.0.1"]);
  const untrusted = await addressOf(createHttps({ key, cert }));
  await expect(lookAtServer(`https://${untrusted}`)).rejects.toThrow("is not trusted");
});
