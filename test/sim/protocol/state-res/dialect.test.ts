// The presets of dialects.
import { expect, test } from "vitest";
import {
  dialect,
  dialects,
  dialectSwitches,
  findDialect,
  switchesOf,
  withSwitches,
} from "../../../../sim/protocol/state-res/dialect.ts";

test("a preset is found under its own name", () => {
  expect([...dialects.keys()]).toEqual(["spec", "synapse", "ruma", "gomatrixserverlib"]);
  for (const [name, preset] of dialects) {
    expect(preset.name).toBe(name);
    expect(dialect(name)).toBe(preset);
  }
});

test("the text to the letter has no switch on", () => {
  const { name: _name, ...switches } = dialect("spec");
  expect(Object.values(switches).every((value) => value === false)).toBe(true);
});

test("an unknown dialect is a bug of the caller, and the error says which there are", () => {
  expect(() => dialect("letter")).toThrow("spec,synapse,ruma,gomatrixserverlib");
});

test("a name may also be the text with some switches", () => {
  expect(findDialect("spec+skipRejected")).toEqual(withSwitches(["skipRejected"]));
  expect(dialect("spec+skipRejected").skipRejected).toBe(true);
  for (const name of ["spec+", "spec+nothing", "synapse+skipRejected", "+", ""]) {
    expect(findDialect(name), name).toBeUndefined();
  }
});

test("switches are listed, and a dialect can be made of some of them", () => {
  const { name: _name, ...switches } = dialect("spec");
  expect(dialectSwitches).toEqual(Object.keys(switches));
  const made = withSwitches(["chainIncludesState", "skipRejected"]);
  expect(made.name).toBe("spec+chainIncludesState+skipRejected");
  expect(switchesOf(made)).toEqual(["chainIncludesState", "skipRejected"]);
  expect(switchesOf(dialect("spec"))).toEqual([]);
});
