import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clusterFolder, ownerOf } from "../../../../sim/bridge/postgres/owner.ts";

const users = (...names: string[]) =>
  names.map((name, n) => `${name}:x:${100 + n}:${200 + n}::/:/bin/sh`).join("\n");

test("an ordinary user owns it; root hands it to postgres, else to nobody, else says so", () => {
  expect(ownerOf(1000, () => users("postgres"))).toBeUndefined();
  expect(ownerOf(0, () => users("root", "postgres"))).toEqual({ uid: 101, gid: 201 });
  expect(ownerOf(0, () => users("nobody"))).toEqual({ uid: 100, gid: 200 });
  expect(() => ownerOf(0, () => users("root"))).toThrow("does not run as root");
});

test("the files lie in the given folder, or in one of the system's where the owner cannot go", () => {
  const root = mkdtempSync(join(tmpdir(), "rashomon-test-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "closed", "run");
  mkdirSync(join(root, "closed"), { recursive: true });
  chmodSync(root, 0o711);
  const stranger = { uid: 54321, gid: 54321 };
  expect(clusterFolder(folder, stranger)).toBe(join(folder, "postgres"));
  chmodSync(join(root, "closed"), 0o700);
  const { uid } = statSync(root);
  expect(clusterFolder(folder, { uid, gid: 54321 })).toBe(join(folder, "postgres"));
  const elsewhere = clusterFolder(folder, stranger);
  onTestFinished(() => rmSync(dirname(elsewhere), { recursive: true, force: true }));
  expect(elsewhere).toMatch(/rashomon-postgres-[^/]+\/postgres$/);
  expect(statSync(dirname(elsewhere)).mode & 0o001).toBe(1);
});
