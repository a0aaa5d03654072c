// Delays: links that take longer, by a curve; and messages that overtake each other.
import { below, delayShapes, shapedDelay } from "../../../engine/index.ts";
import type { DelayShape } from "../../../engine/index.ts";
import { Type } from "typebox";
import { chanceOf, DelayMs, faultRule, optional, Servers, word } from "../fault-rule.ts";
import { linksBetween } from "../where.ts";

const shapes = Object.keys(delayShapes) as DelayShape[];

/** Another delay on some links. */
export const slowLink = faultRule({
  name: "slow-link",
  family: "link",
  about:
    "Links take longer, by a curve: constant, uniform, exponential, log-normal, bimodal, pareto.",
  example: "shape=log-normal ms=2s servers=third",
  fields: {
    shape: optional(word(...shapes)),
    ms: DelayMs,
    servers: optional(Servers),
    to: optional(Servers),
    oneWay: optional(Type.Boolean()),
  },
  begin(scene, { shape = "log-normal", ms, ...ends }) {
    const { meant, words, servers } = linksBetween(scene, ends);
    const end = scene.world.links.change({ meant, rule: { delay: shapedDelay(shape, ms) } });
    return { what: `${words}: delays are ${shape}, ${ms} ms`, servers, end };
  },
});

/** Messages of one link overtake each other. */
export const reorder = faultRule({
  name: "reorder",
  family: "link",
  about: "Each message waits for a time of its own, so that messages overtake each other.",
  example: "mostMs=20s",
  fields: {
    mostMs: DelayMs,
    servers: optional(Servers),
    to: optional(Servers),
    oneWay: optional(Type.Boolean()),
  },
  begin(scene, { mostMs, ...ends }) {
    const { meant, words, servers } = linksBetween(scene, ends);
    const draws = chanceOf(scene, "reorder");
    const end = scene.world.obstacles.add({
      arrival: ({ from, to, number }) =>
        meant(from, to) ? below(draws.at3(from, number, to), mostMs + 1) : 0,
    });
    return { what: `${words}: each message waits up to ${mostMs} ms more`, servers, end };
  },
});
