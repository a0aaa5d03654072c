// The page's colours as plain values, for pictures that are drawn without a page: files, print,
// tests. The page itself reads style.css, so that forced colours win; a test holds both together.
import type { Token } from "./shapes.ts";

/** A CSS colour for each role. */
export type Palette = Readonly<Record<Token, string>>;

export const lightPalette: Palette = {
  surface: "#ffffff",
  raised: "#f4f6f8",
  ink: "#161a20",
  muted: "#525c69",
  faint: "#8b95a2",
  rule: "#dfe3e8",
  accent: "#0b57d0",
  bad: "#b3270a",
  warn: "#8a5500",
  good: "#00694b",
  hatch: "#8b3b12",
  "lane-0": "#0072b2",
  "lane-1": "#c98500",
  "lane-2": "#008f68",
  "lane-3": "#b85c93",
  "lane-4": "#3a9bd6",
  "lane-5": "#d55e00",
  "lane-6": "#a59500",
};

export const darkPalette: Palette = {
  surface: "#12161c",
  raised: "#1a2029",
  ink: "#e9edf2",
  muted: "#a5b0bd",
  faint: "#717c8a",
  rule: "#2b333e",
  accent: "#86b6ff",
  bad: "#ff8463",
  warn: "#f2b94b",
  good: "#4fd1a5",
  hatch: "#eaa26a",
  "lane-0": "#3d9fdc",
  "lane-1": "#e69f00",
  "lane-2": "#1fb88d",
  "lane-3": "#dc97bd",
  "lane-4": "#56b4e9",
  "lane-5": "#e5793a",
  "lane-6": "#f0e442",
};
