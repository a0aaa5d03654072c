// Where the page begins: it shows the trace that it carries, a tutorial that its address names, or
// asks for a file; and it opens every file that comes in later. The same script is the worker's,
// which reads, lays out and searches.
import { gatherModel, openModel } from "../model/index.ts";
import { listenForFiles, whyText, type GivenFile } from "./inputs.ts";
import { tutorialOfLink } from "./link-data.ts";
import { Notice } from "./notice.ts";
import { showPage } from "./page.ts";
import { givenFile } from "./trace-source.ts";
import { tellStory, tutorials } from "./tutorials/index.ts";
import { showWelcome } from "./welcome.ts";
import { inWorker, openFile } from "./worker/open-file.ts";
import { serve } from "./worker/serve.ts";

if (inWorker) serve();
else void start();

async function start(): Promise<void> {
  const notice = new Notice();
  const openTutorial = (name: string) => {
    history.replaceState(null, "", name === "" ? "#" : `#tutorial=${name}`);
    showTutorial(name, notice, openTutorial);
  };
  const failed = (name: string, why: unknown) => notice.show(`${name}: ${whyText(why)}`);
  try {
    const tutorial = tutorialOfLink(location.hash);
    const given = tutorial === undefined ? givenFile() : undefined;
    if (tutorial !== undefined) showTutorial(tutorial, notice, openTutorial);
    else if (given === undefined) showWelcome(openTutorial);
    else showPage(await openFile(given, { stay: true }), { notice });
  } catch (cause) {
    showWelcome(openTutorial);
    failed("What this page was given cannot be shown", cause);
  }
  listenForFiles((file) => openAnother(file, notice), failed);
}

/** Tells a tutorial's story and shows it; the list of all where there is none of that name. */
function showTutorial(name: string, notice: Notice, openTutorial: (name: string) => void): void {
  const tutorial = tutorials.find((each) => each.name === name);
  if (tutorial === undefined) return showWelcome(openTutorial);
  const model = openModel(gatherModel(tellStory(tutorial)));
  showPage(model, { notice, tutorial: { tutorial, openTutorial } });
}

/** A file that came while the page was open: it takes the place of what is shown. */
async function openAnother(file: GivenFile, notice: Notice): Promise<number> {
  const { name } = file;
  notice.show(`Reading ${name} …`, "busy");
  const progress = (share: number) =>
    notice.show(`Reading ${name} … ${Math.floor(100 * share)} %`, "busy");
  const model = await openFile(file, { progress, stay: true });
  notice.hide();
  // What the address says is of the trace before.
  history.replaceState(null, "", location.href.replace(/#.*$/, ""));
  showPage(model, { notice });
  return model.events.length;
}
