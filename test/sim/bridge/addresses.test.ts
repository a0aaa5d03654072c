import { expect, test } from "vitest";
import { Addresses, isLoopback } from "../../../sim/bridge/addresses.ts";

test("names lead to loopback by HTTPS, or where a route says", () => {
  const addresses = new Addresses(new Map([["hs.test", "http://127.0.0.1:80/"]]));
  expect(addresses.baseOf("127.0.1.9:19448")).toBe("https://127.0.1.9:19448");
  expect(addresses.baseOf("localhost")).toBe("https://localhost:8448");
  expect(addresses.baseOf("hs.test")).toBe("http://127.0.0.1:80");
});

test("nothing else leads anywhere", () => {
  const addresses = new Addresses();
  for (const name of ["example.org", "127.0.0.1.example.org:1", "10.0.0.1", "localhost.example"]) {
    expect(() => addresses.baseOf(name)).toThrow("is not on this machine");
  }
  expect(["[::1]:80", "127.9.9.9", "128.0.0.1"].map(isLoopback)).toEqual([true, true, false]);
});
