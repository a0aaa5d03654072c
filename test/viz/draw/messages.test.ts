// Arrows are the trace's requests: one each, from the sender's lane to the receiver's, with a sign
// for what became of it, and none of the future.
import { describe, expect, test } from "vitest";
import { messageShapes, messageShapesOf } from "../../../viz/draw/messages.ts";
import type { Line, Text } from "../../../viz/draw/shapes.ts";
import { timeY } from "../../../viz/draw/view.ts";
import { laneX } from "../../../viz/layout/columns.ts";
import { scenarioModel } from "../scenario-models.ts";
import { sceneView } from "./scene-view.ts";

const model = scenarioModel("netsplit-ban");
const view = sceneView(model);
const shapes = messageShapes(view);
/** Arrows have two points, their heads three. */
const shafts = shapes.filter((s): s is Line => s.shape === "line" && s.points.length === 4);
const heads = shapes.filter((s): s is Line => s.shape === "line" && s.points.length === 6);
const signs = shapes.filter((s): s is Text => s.shape === "text").map(({ text }) => text);
const count = (result: string) => model.net.filter((each) => each.result === result).length;

describe("at the end", () => {
  test("each request has its arrow, each fate its sign", () => {
    expect(shafts.length).toBe(model.net.length);
    expect(heads.length).toBe(count("delivered"));
    expect(signs.filter((text) => text === "×").length).toBe(count("dropped"));
    expect(signs.filter((text) => text === "○").length).toBe(count("timed-out"));
    expect(signs.filter((text) => text === "M").length).toBe(1);
    expect(signs.filter((text) => text === "J").length).toBe(4);
  });

  test("delivered ones reach from lane to lane and from time to time; lost ones do not", () => {
    const place = (server: number, atMs: number) => [
      laneX(view.columns, server, 0),
      timeY(view, atMs),
    ];
    const ends = shafts.map(({ points }) => points.map((at) => Math.round(at)).join());
    for (const { from, to, sentMs, atMs, result } of model.net) {
      const whole = [...place(from, sentMs), ...place(to, atMs)].map((at) => Math.round(at));
      expect(ends.includes(whole.join())).toBe(result === "delivered");
    }
  });

  test("what carries events is a full line, what asks a dashed one", () => {
    expect(shafts.filter(({ dashed }) => !dashed).length).toBe(
      model.net.filter(({ request }) => request === "send").length,
    );
  });
});

test("nothing of the future; what is under way has no head yet", () => {
  const slow = model.net.find(({ sentMs, atMs }) => atMs - sentMs > 1000)!;
  const atMs = Math.floor((slow.sentMs + slow.atMs) / 2);
  const sent = model.net.filter(({ sentMs }) => sentMs <= atMs).length;
  const now = messageShapes({ ...view, atMs });
  const lines = now.filter((s): s is Line => s.shape === "line" && s.points.length === 4);
  expect(lines.length).toBe(sent);
  for (const { points } of lines) expect(points[3]).toBeLessThanOrEqual(timeY(view, atMs) + 0.01);
});

test("the selected event's carriers are told apart", () => {
  const event = model.net.find(({ result }) => result === "dropped")!.events[0];
  const own = messageShapesOf(view, event).filter((s): s is Line => s.shape === "line");
  expect(own.length).toBeGreaterThan(0);
  expect(own.every(({ color }) => color === "accent" || color === "bad")).toBe(true);
});

test("columns of a rail are no servers, so nothing is drawn there but between panes", () => {
  const rail = sceneView(model, { name: "rail" });
  expect(messageShapes(rail)).toEqual([]);
  const panes = { ...rail, split: "panes" as const, columns: view.columns };
  expect(messageShapes(panes).length).toBe(shapes.length);
});

test("from far away arrows would be a grey block: none is drawn", () => {
  expect(messageShapes({ ...view, rowPx: 3 })).toEqual([]);
});
