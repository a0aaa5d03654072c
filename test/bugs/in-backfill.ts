// Planted bugs in how servers fetch history and answer for it.
import type { PlantedBug } from "./planted-bug.ts";

/** What goes wrong with what lies behind. */
export const inBackfill: readonly PlantedBug[] = [
  {
    name: "history-is-news",
    area: "backfill",
    about: "What is fetched as history becomes a forward extremity.",
    changes: [
      {
        file: "sim/server/settle/settle.ts",
        from: "if (value === verdict.accepted && via !== way.backfill) advance(",
        to: "if (value === verdict.accepted) advance(",
      },
      {
        file: "sim/server/settle/advance.ts",
        from: "const behind = replica.isGap(event);",
        to: "const behind = event < 0;",
      },
    ],
  },
  {
    name: "current-state-for-old",
    area: "backfill",
    about: "/state_ids answers with the current state whatever event is asked for.",
    changes: [
      {
        file: "sim/server/serve.ts",
        from: "const state = staleStateOf(server, replica, replica.stateBefore(event));",
        to: "const state = staleStateOf(server, replica, replica.current);",
      },
    ],
  },
  {
    name: "missing-newest-first",
    area: "backfill",
    about: "/get_missing_events answers with the newest event first.",
    changes: [
      {
        file: "sim/server/serve.ts",
        from: "return inOrder(replica, found);\n}\n\n/** The given events and",
        to: "return inOrder(replica, found).reverse();\n}\n\n/** The given events and",
      },
    ],
  },
];
