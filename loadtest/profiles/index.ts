// The profiles by name. A profile is a file of this folder; shape.ts holds the arithmetic of rates,
// profile.ts says what a profile is.
import { average } from "./average.ts";
import { breakpoint } from "./breakpoint.ts";
import type { Profile, ProfileName } from "./profile.ts";
import { smoke } from "./smoke.ts";
import { soak } from "./soak.ts";
import { spike } from "./spike.ts";
import { stress } from "./stress.ts";

export const profiles: Readonly<Record<ProfileName, Profile>> = {
  ...{ smoke, average, stress, spike, soak, breakpoint },
};
