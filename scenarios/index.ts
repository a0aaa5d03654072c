// All scenarios by name, in the order in which they are listed.
import type { Scenario } from "../sim/index.ts";
import { bridgeServer } from "./bridge-server.ts";
import { crashInSplit } from "./crash-in-split.ts";
import { halfAState } from "./half-a-state.ts";
import { incidentRoom } from "./incident-room.ts";
import { joinRuleRace } from "./join-rule-race.ts";
import { leakedExtremity } from "./leaked-extremity.ts";
import { leftBehind } from "./left-behind.ts";
import { mixedDialects } from "./mixed-dialects.ts";
import { netsplitBan } from "./netsplit-ban.ts";
import { noStateThere } from "./no-state-there.ts";
import { oneBigRoom } from "./one-big-room.ts";
import { oneErrorOutage } from "./one-error-outage.ts";
import { policyServer } from "./policy-server.ts";
import { powerDuel } from "./power-duel.ts";
import { staleState } from "./stale-state.ts";
import { driftingClients } from "./drifting-clients.ts";
import { ejectedUsers } from "./ejected-users.ts";
import { flatDepth } from "./flat-depth.ts";
import { hiddenHistory } from "./hidden-history.ts";
import { redactedLevels } from "./redacted-levels.ts";
import { backInTheRoom } from "./back-in-the-room.ts";
import { bannedInTheDark } from "./banned-in-the-dark.ts";
import { softFailureSplit } from "./soft-failure-split.ts";
import { secondJoin } from "./second-join.ts";
import { swarm } from "./swarm.ts";
import { unusableRoom } from "./unusable-room.ts";

const stories = [
  netsplitBan,
  powerDuel,
  joinRuleRace,
  bridgeServer,
  crashInSplit,
  staleState,
  mixedDialects,
  incidentRoom,
  leftBehind,
  leakedExtremity,
  noStateThere,
  halfAState,
  oneErrorOutage,
  oneBigRoom,
  ejectedUsers,
  flatDepth,
  backInTheRoom,
  bannedInTheDark,
  softFailureSplit,
  driftingClients,
  unusableRoom,
  secondJoin,
  policyServer,
  hiddenHistory,
  redactedLevels,
  swarm,
];

export const scenarios: ReadonlyMap<string, Scenario> = new Map(
  stories.map((story) => [story.name, story]),
);
