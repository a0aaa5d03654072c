// A stage is read whole or refused, with the place and without a secret.
import { describe, expect, test } from "vitest";
import { readStage } from "../../../loadtest/stage/read-stage.ts";
import type { Stage } from "../../../loadtest/stage/stage.ts";

const user = (n: number) => ({
  ...{ id: `@u${n}:t`, persona: "reader", rooms: [0], deviceId: "D", token: `secret-${n}` },
});
const stage: Stage = {
  ...{ format: "rashomon-stage-1", seed: "1", target: "http://t", serverName: "t" },
  ...{ features: ["sliding-sync"], users: [user(0), user(1)] },
  rooms: [{ id: "!r:t", kind: "big", members: [0, 1] }],
};

/** What is said of a stage in which something else stands at a place. */
function saidOf(place: readonly (string | number)[], value: unknown): string {
  const changed = structuredClone(stage) as unknown as Record<string, unknown>;
  let parent = changed;
  for (const key of place.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
  parent[place[place.length - 1]] = value;
  try {
    readStage(JSON.stringify(changed));
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(RangeError);
    return (thrown as RangeError).message;
  }
  return "";
}

describe("a stage", () => {
  test("comes back as it was written", () => {
    expect(readStage(JSON.stringify(stage))).toEqual(stage);
  });

  test.each([
    [["format"], "rashomon-stage-0", "its format is not"],
    [["users"], undefined, "users or rooms are missing"],
    [["users"], [user(0)], "there are 1 users"],
    [["users", 1, "token"], undefined, "users[1] has no token"],
    [["users", 1], "secret-1", "users[1] is no user"],
    [["users", 1, "password"], 5, "users[1] has no real password"],
    [["users", 0, "persona"], "ghost", "users[0] has a persona that is none"],
    [["users", 0, "rooms"], [1], "users[0] is in rooms that are not there"],
    [["rooms", 0], null, "rooms[0] is no room"],
    [["rooms", 0, "id"], "", "rooms[0] has no id"],
    [["rooms", 0, "members"], [-1], "rooms[0] has members that are not there"],
    [["rooms", 0, "kind"], "small", "rooms[0] is of no known kind"],
    [["serverName"], 5, "serverName is no text"],
    [["features"], "all", "features are no list"],
  ])("is refused where %j is %j", (place, value, message) => {
    const said = saidOf(place, value);
    expect(said).toContain(message);
    expect(said).not.toContain("secret");
  });

  test("is refused where it is no object or no JSON", () => {
    for (const text of ["[]", "null", "5", '"x"']) {
      expect(() => readStage(text)).toThrow("it is no object");
    }
    expect(() => readStage("{")).toThrow("it is no JSON");
  });
});
