import { expect, test } from "vitest";
import { synapseConfig } from "../../../../sim/bridge/synapse/config.ts";

const least = {
  serverName: "127.0.0.1:2",
  ports: { server: 1, tls: 2 },
  registrationSecret: "s",
  limits: "default",
} as const;

test("it listens on loopback only, on its two ports", () => {
  const text = synapseConfig(least);
  expect(text.match(/bind_addresses: .*/g)).toEqual(Array(2).fill('bind_addresses: ["127.0.0.1"]'));
  expect(text.match(/port: \d+/g)).toEqual(["port: 1", "port: 2"]);
  expect(text).toContain("sqlite3");
});

test("limits are Synapse's own unless they are lifted", () => {
  expect(synapseConfig(least)).not.toContain("rc_");
  expect(synapseConfig({ ...least, limits: "lifted" })).toContain("rc_message");
});

test("room version and database are written where they are asked for", () => {
  const postgres = { host: "127.0.0.1", port: 5, user: "u", password: "p", database: "d" };
  const text = synapseConfig({ ...least, roomVersion: "11", postgres });
  expect(text).toContain('default_room_version: "11"');
  expect(text).toContain(
    'psycopg2, args: {user: u, password: "p", dbname: d, host: "127.0.0.1", port: 5',
  );
});
