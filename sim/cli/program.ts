// Turns the chapters of commands into a program: parses a command line, runs one command and answers
// the exit code. A problem of the user ends in two lines and code 2; anything else that is thrown
// is a bug of ours and says so, with code 4. Nothing here knows a single command.
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Argument, Command as Parser, CommanderError, Option as Flag } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { againText } from "./again.ts";
import { commonOptions, Options, type Chapter, type Command, type Option } from "./command.ts";
import type { Io } from "./io.ts";
import { exitCode, exitCodeHelp, type ExitCode } from "./exit-code.ts";
import { giveSignalsBack, releaseSignals } from "./on-signals.ts";
import { Output } from "./output.ts";
import { Problem, problemOf, problemText } from "./problem.ts";

/**
 * Runs one command line.
 * @param argv the words after the program's name
 * @returns the exit code; never throws
 */
export async function runProgram(
  chapters: readonly Chapter[],
  argv: readonly string[],
  io: Io,
): Promise<ExitCode> {
  let code: ExitCode = exitCode.ok;
  const parser = makeParser(io);
  const names = optionNames(chapters.flatMap(({ commands }) => commands));
  for (const { title, command } of titled(chapters)) {
    addCommand(parser, title, command, async ({ args, values }) => {
      const options = new Options(values, names);
      const output = new Output(io, { json: options.flag("json"), quiet: options.flag("quiet") });
      const again = againText(command, args, options);
      releaseSignals();
      const running = command.run({ args, options, output, io, again });
      // Who ends in good order has asked for signals by now.
      giveSignalsBack();
      code = await running;
    });
  }
  try {
    if (argv.length === 0) {
      io.err(parser.helpInformation());
      return exitCode.usage;
    }
    await parser.parseAsync(helpWords(parser, argv), { from: "user" });
    return code;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) return report(thrown, argv, io);
    return thrown.exitCode === 0 ? exitCode.ok : report(wrongUsage(thrown, parser, argv), argv, io);
  }
}

/** What the parser makes of a wrong command line, in the form of all other problems. */
function wrongUsage({ message }: CommanderError, parser: Parser, argv: readonly string[]): Problem {
  const [what, meant] = message.replace(/^error: /, "").split("\n");
  const nearest = /Did you mean .*\?/.exec(meant ?? "");
  const command = parser.commands.find((one) => one.name() === argv[0]);
  const below = command?.commands.find((one) => one.name() === argv[1]);
  const words = [command, below].flatMap((one) => (one === undefined ? [] : [one.name()]));
  const help =
    words.length === 0
      ? "`rashomon help` lists the commands."
      : `\`rashomon ${words.join(" ")} --help\` shows what it takes.`;
  return new Problem({
    message: what,
    remedy: `${nearest === null ? "" : `${nearest[0]} `}${help}`,
  });
}

/**
 * `help load merge` is `load merge --help`. Help about a command that is not there would be that of the
 * whole program: the name alone is refused, with the nearest.
 */
function helpWords(parser: Parser, argv: readonly string[]): readonly string[] {
  const [first, about, ...more] = argv;
  if (first !== "help" || about === undefined || about.startsWith("-")) return argv;
  const isKnown = parser.commands.some((command) => command.name() === about);
  return isKnown ? [about, ...more, "--help"] : [about];
}

function makeParser(io: Io): Parser {
  const parser = new Parser("rashomon");
  parser
    .description("Matrix rooms under faults: simulate, judge, resolve, inspect, view.")
    .version(packageJson.version)
    // So that commands can have a `--version` of their own.
    .enablePositionalOptions()
    .commandsGroup("More:")
    .helpCommand("help [COMMAND]", "show the help of a command")
    .addHelpText("after", `\n${exitCodeHelp}`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      // It is thrown as well, and told with its remedy; see wrongUsage.
      outputError: () => {},
    });
  return parser;
}

type Action = (call: {
  args: readonly string[];
  values: Readonly<Record<string, unknown>>;
}) => Promise<void>;

/** What options are called in code, of all commands: parts of commands are shared. */
function optionNames(commands: readonly Command[]): ReadonlySet<string> {
  const options = [...commonOptions, ...commands.flatMap((command) => command.options)];
  return new Set(options.map((option) => makeFlag(option).attributeName()));
}

function titled(chapters: readonly Chapter[]) {
  return chapters.flatMap(({ title, commands }) => commands.map((command) => ({ title, command })));
}

function addCommand(parser: Parser, title: string, command: Command, action: Action): void {
  // `load merge` is a command below `load`, which stands before it in the list.
  const words = command.name.split(" ");
  const name = words[words.length - 1];
  const above = parser.commands.find((other) => words.length > 1 && other.name() === words[0]);
  // Options behind the name of a command are that command's, also where the one above has them too.
  const sub = (above ?? parser)
    .command(name)
    .enablePositionalOptions()
    .helpGroup(`${above === undefined ? title : "Commands"}:`)
    .summary(command.summary)
    .description(command.summary);
  for (const { name, about } of command.args) sub.addArgument(new Argument(name, about));
  for (const option of [...command.options, ...commonOptions]) sub.addOption(makeFlag(option));
  const lines = command.examples.map((example) => `  $ ${example}`);
  sub.addHelpText("after", `\nExamples:\n${lines.join("\n")}\n\n${exitCodeHelp}`);
  sub.action(async () => {
    const args = sub.processedArgs.flat().filter((arg) => typeof arg === "string");
    await action({ args, values: sub.opts() });
  });
}

function makeFlag({ flags, about, repeats }: Option): Flag {
  const flag = new Flag(flags, about);
  if (repeats !== true) return flag;
  return flag.argParser((value: string, before: string[] | undefined) => [
    ...(before ?? []),
    value,
  ]);
}

/** Says what went wrong and answers the exit code. */
function report(thrown: unknown, argv: readonly string[], io: Io): ExitCode {
  const problem = problemOf(thrown);
  if (problem !== undefined) {
    if (argv.includes("--json") && problem.told !== true)
      io.out(`${JSON.stringify({ error: problem })}\n`);
    io.err(problemText(problem));
    return exitCode.usage;
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  io.err(`rashomon: this is a bug of ours, please report it: ${error.message}\n`);
  io.err(`  → ${whereStackIs(error, argv)}\n`);
  return exitCode.bug;
}

/** Shows the stack with `--debug`, else writes it to a file whose name is answered. */
function whereStackIs(error: Error, argv: readonly string[]): string {
  const stack = error.stack ?? error.message;
  if (argv.includes("--debug")) return stack;
  const file = join(tmpdir(), `rashomon-bug-${randomBytes(4).toString("hex")}.txt`);
  try {
    const command = ["rashomon", ...argv].join(" ");
    writeFileSync(
      file,
      `${command}\nversion ${packageJson.version}, Node ${process.version}\n${stack}\n`,
    );
    return `The details are in ${file}; with --debug they are shown.`;
  } catch {
    return "With --debug the details are shown.";
  }
}
