// The tabs of the inspector, from left to right.
import { ComparePanel } from "./compare.ts";
import { DifferencePanel } from "./difference.ts";
import { EventPanel } from "./event.ts";
import type { Tab } from "./panel.ts";
import { ResolutionPanel } from "./resolution.ts";
import { DelaysPanel } from "./delays.ts";
import { ServersPanel } from "./servers.ts";
import { StatePanel } from "./state.ts";
import { StoryPanel } from "./story.ts";
import { TwoServersPanel } from "./two-servers.ts";
import { WhatIfPanel } from "./what-if.ts";
import { WhyPanel } from "./why.ts";

export { type Panel, type PageParts, type Tab } from "./panel.ts";

export const tabs: readonly Tab[] = [
  {
    id: "event",
    title: "Event",
    about: "The selected event: what every server made of it, and its PDU",
    panels: [(parts) => new EventPanel(parts)],
  },
  {
    id: "state",
    title: "State",
    about: "Who agrees with whom, how two states differ, and one state in full",
    panels: [(parts) => new DifferencePanel(parts), (parts) => new StatePanel(parts)],
  },
  {
    id: "servers",
    title: "Servers",
    about: "All servers: who differed when and how far; choose some to stand side by side",
    panels: [(parts) => new ServersPanel(parts), (parts) => new DelaysPanel(parts)],
  },
  {
    id: "resolution",
    title: "Resolution",
    about: "A state resolution, step by step",
    panels: [(parts) => new ResolutionPanel(parts)],
  },
  {
    id: "why",
    title: "Why",
    about: "Why a server does not have an event, refused it, or leaves it out of its state",
    panels: [(parts) => new WhyPanel(parts)],
  },
  {
    id: "what-if",
    title: "What if",
    about: "An event left out or changed, other rules, or the whole story told again",
    panels: [(parts) => new WhatIfPanel(parts), (parts) => new StoryPanel(parts)],
  },
  {
    id: "compare",
    title: "Compare",
    about: "Two runs, and what two servers know",
    panels: [(parts) => new ComparePanel(parts), (parts) => new TwoServersPanel(parts)],
  },
];
