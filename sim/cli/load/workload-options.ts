// Options that loads and searches share about what users do: journeys, users, the driver.
import { journeyNames, limits, type K6Settings } from "../../../loadtest/driver/index.ts";
import type { Option, Options } from "../command.ts";
import { Problem } from "../problem.ts";
import { keptStage } from "./load-files.ts";

export const workloadOptions: readonly Option[] = [
  {
    flags: "--journeys <LIST>",
    about: `such as chat,media=2 or all: ${journeyNames.join(", ")}`,
  },
  { flags: "--driver <D>", about: "node or k6 (default: node)" },
  { flags: "--k6 <PATH>", about: "the k6 to run (default: the one of npm run setup:real)" },
  { flags: "--users <N>", about: "how many users are made" },
  { flags: "--rooms <N>", about: "rooms beside the big one (default: by power law)" },
  { flags: "--listeners <N>", about: "users whose /sync runs beside (default: all, 500 at most)" },
  { flags: "--stage <FILE>", about: "users and rooms of an earlier run, or where to keep them" },
  { flags: "--seed <S>", about: "what chance is drawn from (default: 1)" },
];

/**
 * Numbers of users, rooms and listeners, where they were given, and the stage where one is there.
 * @throws Problem where one is wrong, or the stage has other users than were asked for
 */
export function crowdOf(options: Options, { usersMax = limits.users as number } = {}) {
  const users = options.integer("users", { min: 2, max: usersMax });
  const rooms = options.integer("rooms", { min: 0, max: limits.users });
  const listeners = options.integer("listeners", { min: 0, max: limits.users });
  const stageFile = options.text("stage");
  const stage = options.read("stage", keptStage);
  if (stage !== undefined && users !== undefined && users !== stage.users.length) {
    throw new Problem({
      option: "users",
      message: `--users ${users} differs from the stage of --stage, which has ${stage.users.length}`,
      remedy: "Leave --users out, or name a file that is not there for a stage of so many.",
    });
  }
  return {
    ...(users !== undefined && { users }),
    ...(rooms !== undefined && { rooms }),
    ...(listeners !== undefined && { listeners }),
    ...(stageFile !== undefined && { stageFile }),
    ...(stage !== undefined && { stage }),
  };
}

export function driverOf(options: Options): "node" | "k6" {
  return options.choice("driver", ["node", "k6"]) ?? "node";
}

export function programOf(options: Options): Pick<K6Settings, "program"> {
  const program = options.text("k6");
  return program === undefined ? {} : { program };
}
