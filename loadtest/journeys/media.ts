// A picture: uploaded, sent to a room and downloaded, as its first viewer does.
import { lognormal } from "../tables.ts";
import { download, send, upload } from "./requests.ts";
import { roomsOf, type Scene } from "./scene.ts";
import type { Steps } from "./step.ts";
import { stampKey, stampOf, txnId } from "./words.ts";

/** Mean size of a picture. An estimate: phones scale down before they send. */
const bytesMean = 120_000;

export function* media(scene: Scene): Steps {
  const { stage, user, draws } = scene;
  const room = draws.pick(roomsOf(stage, user));
  const viewer = draws.pick(room.members);
  const data = noise(draws.next(), draws.ofTable(lognormal, bytesMean));
  const uploaded = yield upload(user, "image/png", data);
  const url = uploaded.textAt("content_uri");
  if (url === undefined) return;
  const content = {
    ...{ msgtype: "m.image", body: "picture.png", url },
    info: { mimetype: "image/png", size: data.length },
    [stampKey]: stampOf(scene),
  };
  const message = { roomId: room.id, type: "m.room.message", txnId: txnId(scene, "i"), content };
  yield send(user, message);
  yield download(viewer, url);
}

/** Bytes that do not compress, from a draw (xorshift); no two uploads are the same. */
function noise(draw: number, length: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  let word = draw | 1;
  for (let n = 0; n < words.length; n++) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    words[n] = word;
  }
  return new Uint8Array(words.buffer, 0, length);
}
