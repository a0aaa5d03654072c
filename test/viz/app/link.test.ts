// A link leads back to what was seen, and a bad one does no harm.
import { expect, test } from "vitest";
import { readLink, writeLink } from "../../../viz/app/link.ts";
import type { PageState } from "../../../viz/app/state.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 30, servers: 4 }));
const state: PageState = {
  ...{ atMs: 5_000, playing: false, speed: 1, room: 0, asSeenBy: 2, selected: 7, a: 3, b: 1 },
  ...{ pairChosen: true, rowRem: 1.6, help: false },
};

test("what a link carries comes back", () => {
  const { atMs, asSeenBy, selected, a, b, pairChosen } = state;
  expect(readLink(writeLink(state), model)).toEqual({ atMs, asSeenBy, selected, a, b, pairChosen });
});

test("what is not chosen is not in the link", () => {
  const plain = { ...state, asSeenBy: -1, selected: -1, pairChosen: false };
  expect(writeLink(plain)).toBe("#t=5000");
});

test("numbers that do not fit this trace, and words, are left out", () => {
  for (const hash of ["", "#", "#t=99999999&by=9&e=1e9&a=0", "#t=-1&e=x&by=", "#t=1.5&a=0&b=77"]) {
    expect(readLink(hash, model)).toEqual({});
  }
});
