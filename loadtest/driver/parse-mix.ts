// Reads which journeys are wanted, and how often: `chat,media` keeps their usual weights,
// `chat=3,media=1` sets them, `all` makes every journey equally likely.
import { journeyNames, type JourneyName } from "../journeys/index.ts";
import { usualMix, type Mix } from "../mix.ts";
import { LoadProblem } from "./load-problem.ts";

/** @throws LoadProblem where a name is unknown or a weight is none */
export function parseMix(text: string): Mix {
  if (text.trim() === "all") return Object.fromEntries(journeyNames.map((name) => [name, 1]));
  const mix: Partial<Record<JourneyName, number>> = {};
  for (const part of text.split(",")) {
    const [key = "", weight] = part.split("=").map((word) => word.trim());
    const name = journeyNames.find((journey) => journey === key);
    if (name === undefined) {
      throw new LoadProblem(
        `there is no journey ${JSON.stringify(key)}`,
        `Give some of: ${journeyNames.join(", ")}; or all.`,
      );
    }
    if (weight !== undefined && !/^\d{1,6}$/.test(weight)) {
      throw new LoadProblem(
        `the weight of ${name} cannot be ${JSON.stringify(weight)}`,
        "Give a whole number, for example chat=3,media=1.",
      );
    }
    mix[name] = weight === undefined ? (usualMix[name] ?? 1) : Number(weight);
  }
  if (Object.values(mix).every((weight) => weight === 0)) {
    throw new LoadProblem("all journeys have the weight 0", "Give one of them more.");
  }
  return mix;
}
