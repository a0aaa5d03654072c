// Three servers with a user each, as several stories begin: Alice at Alpha, Bob at Bravo, Chris at
// Charlie. No story by itself, so it is not listed.
import type { Stage, User } from "../../sim/index.ts";

export const trio = ["alpha.test", "bravo.test", "charlie.test"] as const;

/** The users of the three servers. */
export function trioOn({ user }: Pick<Stage, "user">): { alice: User; bob: User; chris: User } {
  const [alpha, bravo, charlie] = trio;
  return { alice: user("alice", alpha), bob: user("bob", bravo), chris: user("chris", charlie) };
}

/** Three servers that lose what Synapse loses at gaps. Then history stays missing, so `delivery` is not asked. */
export const forgetfulTrio = {
  servers: trio,
  policy: "synapse-to-the-letter",
  checks: ["converges", "auth-held", "no-state-reset", "well-formed"],
};
