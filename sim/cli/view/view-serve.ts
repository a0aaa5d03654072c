// `rashomon view --serve` and `rashomon run --serve`: the page and its records over loopback until
// Ctrl-C. A trace that still grows is followed; the page shows its records as they come.
import { Feed } from "../../bridge/feed.ts";
import { serveFeed, type FeedServer } from "../../bridge/feed-server.ts";
import { followFile } from "../../bridge/follow-file.ts";
import type { Option, Options } from "../command.ts";
import type { Output } from "../output.ts";
import { onSignals } from "../on-signals.ts";
import { pageTemplate } from "./page-template.ts";
import { Problem, systemCode } from "../problem.ts";

export const serveOptions: readonly Option[] = [
  { flags: "--serve", about: "serve the page on loopback, live, until Ctrl-C" },
  { flags: "--port <N>", about: "port of --serve (default: any that is free)" },
];

/** True for `--serve`; throws where an option is given that has no meaning without it. */
export function wantsServing(options: Options): boolean {
  if (options.flag("serve")) return true;
  const idle = ["port", "pace"].find((name) => options.text(name) !== undefined);
  if (idle === undefined) return false;
  throw new Problem({
    option: idle,
    message: `--${idle} has no meaning without --serve`,
    remedy: `Add --serve, or leave --${idle} out.`,
  });
}

/** The port of `--serve`; 0 for any that is free. */
export function servingPort(options: Options): number {
  return options.integer("port", { min: 0, max: 65_535 }) ?? 0;
}

/** A page that is served until `ended`. */
export interface ServedFeed {
  readonly feed: Feed;
  readonly url: string;
  /** Resolves after Ctrl-C, when everything is closed. */
  readonly ended: Promise<void>;
  /** Closes everything now, for those who have nothing to show. */
  close(): Promise<void>;
}

/** Serves a feed that somebody else fills. */
export async function serveLive(options: Options, output: Output): Promise<ServedFeed> {
  const feed = new Feed();
  const page = await pageTemplate("live");
  const server = await listen(feed, page, servingPort(options));
  const ended = new Promise<void>((resolve, reject) => {
    onSignals(() => void server.close().then(resolve, reject));
  });
  output.note(`live   ${server.url}\nend    Ctrl-C\n`);
  return { feed, url: server.url, ended, close: () => server.close() };
}

/** Serves a file's lines: those of a trace that may still grow, or others that are whole. */
export async function serveLines(
  source: { readonly file: string } | { readonly text: string },
  options: Options,
  output: Output,
): Promise<ServedFeed> {
  const served = await serveLive(options, output);
  const { feed } = served;
  if ("file" in source) {
    const stop = followFile(source.file, feed);
    void served.ended.finally(stop);
  } else {
    feed.push(...source.text.split("\n").filter((line) => line !== ""));
    feed.end();
  }
  return served;
}

async function listen(feed: Feed, page: string, port: number): Promise<FeedServer> {
  try {
    return await serveFeed(feed, { page, port });
  } catch (thrown) {
    if (systemCode(thrown) !== "EADDRINUSE" && systemCode(thrown) !== "EACCES") throw thrown;
    throw new Problem({
      message: `port ${port} cannot be used: it is taken, or not allowed`,
      remedy: "Name another with --port, or leave it out.",
    });
  }
}
