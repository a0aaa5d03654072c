// Where the live page begins. It has all of the page that opens from disk, and follows the feed of
// the server that it came from. Whoever touches the page stops it: nothing moves under a reader's
// hand, and a button follows again. The same records make the same picture, live or later.
import { openModel } from "../../model/index.ts";
import { Notice } from "../notice.ts";
import { showPage, type ShownPage } from "../page.ts";
import { FeedClient, type FeedStatus } from "./feed-client.ts";
import { LiveBar } from "./live-bar.ts";
import { RecordLog } from "./record-log.ts";

/** The picture is drawn anew at most this often, and never takes more than a fifth of the time. */
const pauseMs = 250;

const log = new RecordLog();
const notice = new Notice();
const bar = new LiveBar(() => follow(!following));
let status: FeedStatus = "connecting";
let following = true;
let shownCount = 0;
let page: ShownPage | undefined;
let timer = 0;

for (const kind of ["pointerdown", "wheel", "keydown"] as const) {
  document.addEventListener(kind, stopFollowing, { capture: true, passive: true });
}
const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/records`;
const client = new FeedClient(address, {
  lines: (lines) => {
    log.add(lines);
    soon();
  },
  status: (now) => {
    status = now;
    tell();
  },
});
client.connect();

function stopFollowing(event: Event): void {
  const { target } = event;
  const ofBar = target instanceof Node && bar.element.contains(target);
  if (following && !ofBar && page !== undefined) follow(false);
}

function follow(on: boolean): void {
  following = on;
  if (on) soon();
  tell();
}

/** Shows what came, after a pause that grows with what showing costs. */
function soon(afterMs = pauseMs): void {
  tell();
  if (timer === 0 && following) timer = window.setTimeout(showNow, afterMs);
}

function showNow(): void {
  timer = 0;
  if (!following || shownCount === log.count) return;
  const started = performance.now();
  const data = log.data();
  if (data === undefined) return;
  shownCount = log.count;
  const model = openModel(data);
  const { atMs: _, playing: _playing, ...kept } = page?.state ?? {};
  page = showPage(model, { notice, kept });
  tell();
  if (shownCount < log.count) soon(Math.max(pauseMs, 4 * (performance.now() - started)));
}

function tell(): void {
  bar.show({ status, following, records: log.count, waiting: log.count - shownCount });
}
