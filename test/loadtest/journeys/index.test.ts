import { expect, test } from "vitest";
import { TextAnswer } from "../../../loadtest/journeys/answer.ts";
import { noAnswer } from "../../../loadtest/journeys/step.ts";
import { requestsOf } from "../requests-of.ts";
import { journeyNames, journeys, type JourneyEntry } from "../../../loadtest/journeys/index.ts";
import { populate } from "../../../loadtest/stage/populate.ts";
import { roomsByUser } from "../../../loadtest/stage/furnish.ts";
import type { Stage } from "../../../loadtest/stage/stage.ts";
import { Workload } from "../../../loadtest/workload.ts";

const { personas, rooms } = populate({ seed: "1", users: 30 });
const lists = roomsByUser(30, rooms);
const stage: Stage = {
  ...{ format: "rashomon-stage-1", seed: "1", target: "http://t", serverName: "t" },
  features: ["sliding-sync"],
  users: personas.map((persona, n) => ({
    ...{ id: `@u${n}:t`, persona, rooms: lists[n], deviceId: "D", token: "t", password: "p" },
  })),
  rooms: rooms.map((room, n) => ({ ...room, id: `!r${n}:t` })),
};

/** Everything that any journey looks for in an answer, so that each goes its whole way. */
const text = JSON.stringify({
  ...{ chunk: [{ event_id: "$e" }], end: "t", access_token: "x", next_batch: "s", pos: "1" },
  ...{ room_id: "!r:t", content_uri: "mxc://t/x" },
});

const answer = new TextAnswer({ status: 200, ok: true, text });

// Thresholds are refused by these lists, so a journey that sends more or less than it says matters.
test.each(journeyNames)("%s sends what it says, all of it and nothing else", (name) => {
  const entry: JourneyEntry = journeys[name];
  const workload = new Workload({
    ...{ stage, mix: { [name]: 1 }, shape: [], seed: "1", runId: "r" },
  });
  const sent = new Set<string>();
  for (let n = 0; n < 40; n++) {
    const steps = workload.stepsOf(workload.arrival(n, () => 0));
    for (let step = steps.next(noAnswer); step.done !== true; step = steps.next(answer)) {
      for (const request of requestsOf(step.value)) sent.add(request.name);
    }
  }
  expect([...sent].sort()).toEqual([...entry.sends].sort());
});
