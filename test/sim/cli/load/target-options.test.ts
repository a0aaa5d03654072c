// What every command that loads a server says where the server cannot be trusted, reached or entered:
// a sentence, what to do, and exit code 2, before any load; and no secret in it.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selfSigned, type Certificate } from "../../../../sim/bridge/certificate.ts";
import { FakeHomeserver, sharedSecret } from "../../../loadtest/fake-homeserver.ts";
import { call, temporaryFolder } from "../call.ts";

let here: Certificate;
let elsewhere: Certificate;
let trusted: FakeHomeserver;
let misnamed: FakeHomeserver;
let plain: FakeHomeserver;
beforeAll(async () => {
  [here, elsewhere] = await Promise.all([selfSigned(["127.0.0.1"]), selfSigned(["example.org"])]);
  [trusted, misnamed, plain] = await Promise.all([
    FakeHomeserver.start(here),
    FakeHomeserver.start(elsewhere),
    FakeHomeserver.start(),
  ]);
});
afterAll(() => Promise.all([trusted, misnamed, plain].map((server) => server?.stop())));

const commands = [
  ["load", "--profile", "average", "--rate", "5", "--duration", "1s", "--users", "4"],
  ["capacity", "--probes", "4"],
  ["capacity", "--origins", "2"],
  ["federation", "send"],
  ["federation", "fan-out"],
  ["federation", "verify", "netsplit-ban"],
];
const named = commands.map((words) => [words.slice(0, 3).join(" "), words] as const);

function file(name: string, content: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

describe.each(named)("rashomon %s", (_name, words) => {
  /** Runs it and answers what it says; nothing may be written. */
  async function said(server: FakeHomeserver, more: () => string[] = () => []): Promise<string> {
    const out = join(temporaryFolder(), "out");
    const secret = file("secret", `${sharedSecret}\n`);
    const accounts = more().includes("--accounts") ? [] : ["--registration-secret", secret];
    const argv = [...words, "--target", server.target, ...accounts, ...more(), "--out", out];
    const { code, err } = await call(argv);
    expect([code, existsSync(join(out, "report.html"))]).toEqual([2, false]);
    expect(err).toMatch(/^rashomon: .+\n {2}→ .+\n$/);
    expect(err).not.toContain(sharedSecret);
    return err;
  }

  test("refuses a certificate that nobody has signed, and one for another name", async () => {
    expect(await said(trusted)).toMatch(/is not trusted .*\n {2}→ Give --ca FILE/);
    const ca = file("ca.pem", elsewhere.cert);
    expect(await said(misnamed, () => ["--ca", ca])).toContain("is for another name");
    expect(await said(trusted, () => ["--ca", ca])).toContain("is not trusted");
    expect(await said(trusted, () => ["--ca", file("no.pem", "x")])).toContain("no certificate");
  });

  test("says where TLS or nothing at all is at an address", async () => {
    const other = { target: plain.target.replace("http:", "https:") } as FakeHomeserver;
    expect(await said(other)).toMatch(/does not speak TLS\n {2}→ Write http:/);
    const nobody = { target: "http://127.0.0.1:9" } as FakeHomeserver;
    expect(await said(nobody)).toContain("nothing listens at 127.0.0.1:9");
  });

  test("says which credentials are wrong, and does not repeat them", async () => {
    plain.mood.closed = true;
    try {
      expect(await said(plain)).toContain("refuses the registration shared secret (HTTP 403");
    } finally {
      plain.mood.closed = undefined;
    }
    const line = (name: string) => `{"user_id":"@${name}:fake","access_token":"tok-${name}"}\n`;
    const wrong = file("accounts", ["a", "b", "c", "d"].map(line).join(""));
    const err = await said(plain, () => ["--accounts", wrong]);
    expect(err).toContain("the access token of @a:fake is not valid (HTTP 401, M_UNKNOWN_TOKEN)");
    expect(err).not.toContain("tok-a");
  });

  test("loads no other host without being told its name", async () => {
    const other = { target: "https://matrix.example" } as FakeHomeserver;
    expect(await said(other)).toContain("--yes-load-this-host matrix.example");
    const mistaken = () => ["--yes-load-this-host", "another.example"];
    expect(await said(other, mistaken)).toContain("names another.example, and the target is");
  });
});

test("origins that a target elsewhere could not reach are refused, and so is an odd name of theirs", async () => {
  const argv = ["federation", "send", "--target", "https://m.example"];
  const yes = ["--yes-load-this-host", "m.example"];
  const { code, err } = await call([...argv, ...yes]);
  expect([code, err]).toEqual([2, expect.stringContaining("--origin-host NAME")]);
  const odd = await call([...argv, ...yes, "--origin-host", "a b"]);
  expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('cannot be "a b"')]);
});

test.each(["--ca", "--insecure"])(
  "with %s a load goes over TLS, and no secret is written",
  async (flag) => {
    const out = join(temporaryFolder(), "out");
    const trust = flag === "--ca" ? [flag, file("ca.pem", here.cert)] : [flag];
    const secret = file("secret", `${sharedSecret}\n`);
    const argv = [
      ...commands[0],
      "--journeys",
      "create-and-invite",
      "--registration-secret",
      secret,
    ];
    const { code, err } = await call([...argv, "--target", trusted.target, ...trust, "--out", out]);
    expect([code, err]).toEqual([0, ""]);
  },
);
