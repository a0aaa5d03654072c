import { describe, expect, test } from "vitest";
import { roomsByUser } from "../../../loadtest/stage/furnish.ts";
import { personas } from "../../../loadtest/stage/personas.ts";
import { populate } from "../../../loadtest/stage/populate.ts";

describe("who lives on a stage", () => {
  const { personas: names, rooms } = populate({ seed: "1", users: 2_000 });

  test("follows from the seed alone", () => {
    expect(populate({ seed: "1", users: 50 })).toEqual(populate({ seed: "1", users: 50 }));
    expect(populate({ seed: "2", users: 50 })).not.toEqual(populate({ seed: "1", users: 50 }));
  });

  test("has one big room that some can still join", () => {
    expect(rooms.filter(({ kind }) => kind === "big")).toHaveLength(1);
    expect(rooms[0].members).toHaveLength(1_200);
  });

  test("has room sizes by the power law of exponent 1.161", () => {
    const sizes = rooms.slice(1).map(({ members }) => members.length);
    // Of 2,000 drawn, size ≥ k has the share k^-1.161; chance moves the rare ones most.
    for (const size of [2, 4, 8, 16]) {
      const share = sizes.filter((found) => found >= size).length / 2_000;
      expect(share / size ** -1.161).toBeGreaterThan(0.8);
      expect(share / size ** -1.161).toBeLessThan(1.2);
    }
  });

  test("has members that exist and differ, and personas in their shares", () => {
    for (const { members } of rooms) {
      expect(new Set(members).size).toBe(members.length);
      expect(members.every((user) => user >= 0 && user < 2_000)).toBe(true);
    }
    for (const { name, share } of personas) {
      const found = names.filter((persona) => persona === name).length / 20;
      expect(Math.abs(found - share)).toBeLessThan(4);
    }
  });

  test("gives as many rooms as are asked for, and each user the list of their rooms", () => {
    const few = populate({ seed: "1", users: 5, rooms: 3 });
    expect(few.rooms).toHaveLength(4);
    const lists = roomsByUser(5, few.rooms);
    few.rooms.forEach(({ members }, room) => {
      for (const user of members) expect(lists[user]).toContain(room);
    });
  });
});
