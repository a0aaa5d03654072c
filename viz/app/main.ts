// Where the page begins: it shows the trace that it carries, or asks for one; and it opens every
// file that comes in later. The same script is the worker's, which only reads.
import { openModel } from "../model/index.ts";
import { listenForFiles, whyText, type GivenFile } from "./inputs.ts";
import { Notice } from "./notice.ts";
import { showPage } from "./page.ts";
import { givenFile } from "./trace-source.ts";
import { showWelcome } from "./welcome.ts";
import { inWorker, readFile, serveReading } from "./worker.ts";

if (inWorker) serveReading();
else void start();

async function start(): Promise<void> {
  const notice = new Notice();
  const failed = (name: string, why: unknown) => notice.show(`${name}: ${whyText(why)}`);
  try {
    const given = givenFile();
    if (given === undefined) showWelcome();
    else showPage(openModel(await readFile(given.bytes, given.name)), { notice });
  } catch (cause) {
    showWelcome();
    failed("What this page was given cannot be shown", cause);
  }
  listenForFiles((file) => openAnother(file, notice), failed);
}

/** A file that came while the page was open: it takes the place of what is shown. */
async function openAnother({ bytes, name }: GivenFile, notice: Notice): Promise<number> {
  notice.show(`Reading ${name} …`, "quiet");
  const data = await readFile(bytes, name);
  notice.hide();
  // What the address says is of the trace before.
  history.replaceState(null, "", location.href.replace(/#.*$/, ""));
  showPage(openModel(data), { notice });
  return data.columns["events.atMs"]?.length ?? 0;
}
