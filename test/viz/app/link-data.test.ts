import { expect, test } from "vitest";
import { dataOfLink, keptData, linkLettersMax, linkOfData } from "../../../viz/app/link-data.ts";

const bytes = Uint8Array.from({ length: 300 }, (_, n) => n % 256);

test("a file goes into a link and comes out, beside what else the link says", () => {
  const words = linkOfData({ bytes, name: "my room.json" });
  expect(dataOfLink(`#t=5&${words}&e=3`)).toEqual({ content: bytes, name: "my room.json" });
  expect(dataOfLink("#t=5")).toBeUndefined();
});

test("the file stays in the address while the rest of it changes", () => {
  const words = linkOfData({ bytes, name: "r" }) ?? "";
  expect(dataOfLink(`#t=9${keptData(`#t=5&${words}`)}`)?.content).toEqual(bytes);
  expect(keptData("#t=5")).toBe("");
});

test("what is too long for a link is refused, and a damaged link says so", () => {
  expect(linkOfData({ bytes: new Uint8Array(linkLettersMax), name: "r" })).toBeUndefined();
  expect(() => dataOfLink("#data=%%%")).toThrow("damaged");
});
