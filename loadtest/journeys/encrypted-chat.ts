// The traffic of an encrypted message, without the cryptography: what a server sees of it. New
// one-time keys are uploaded, the members' devices queried, one key of each claimed, a room key sent
// to every device, and then the message. Sizes are those of real Olm and Megolm messages.
import { exponential } from "../tables.ts";
import { openRoom } from "./read-room.ts";
import { keysClaim, keysQuery, keysUpload, send, sendToDevice } from "./requests.ts";
import { roomsOf, type Draws, type Scene } from "./scene.ts";
import { pause, type Json, type Steps } from "./step.ts";
import { stampKey, stampOf, txnId } from "./words.ts";

const typingMeanMs = 5_000;
/** A room key is given to so many devices in one request at most; clients split, too. */
const devicesMax = 20;
/** Length of a room key that is encrypted for one device, in base64. */
const olmCiphertextLength = 1_000;
const megolmCiphertextLength = 300;

export function* encryptedChat(scene: Scene): Steps {
  const { stage, user, draws } = scene;
  const room = draws.pick(roomsOf(stage, user, "encrypted"));
  const typingMs = draws.ofTable(exponential, typingMeanMs);
  const others = room.members.filter((other) => other !== user).slice(0, devicesMax);
  const devices = others.map((other) => {
    return { userId: stage.users[other].id, deviceId: stage.users[other].deviceId };
  });
  const roomKey = base64(draws, olmCiphertextLength);
  yield keysUpload(user, oneTimeKeys(scene, 5));
  yield* openRoom(scene, room.id);
  if (devices.length > 0) {
    yield keysQuery(
      user,
      devices.map(({ userId }) => userId),
    );
    yield keysClaim(user, devices);
    const forDevice = (): Json => ({
      algorithm: "m.olm.v1.curve25519-aes-sha2",
      sender_key: "rashomon",
      ciphertext: { rashomon: { type: 0, body: roomKey } },
    });
    yield sendToDevice(user, txnId(scene, "k"), devices, forDevice);
  }
  yield pause(typingMs);
  const content = {
    algorithm: "m.megolm.v1.aes-sha2",
    session_id: txnId(scene, "s"),
    ciphertext: base64(draws, megolmCiphertextLength),
    [stampKey]: stampOf(scene),
  };
  const message = { roomId: room.id, type: "m.room.encrypted", txnId: txnId(scene, "e"), content };
  yield send(user, message);
}

/** The keys that a device uploads first, with a fallback key, so that every claim finds one. */
export function deviceKeys(scene: Scene): Json {
  const { id, deviceId } = scene.stage.users[scene.user];
  const key = base64(scene.draws, 43);
  const signature = base64(scene.draws, 86);
  return {
    device_keys: {
      user_id: id,
      device_id: deviceId,
      algorithms: ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
      keys: { [`curve25519:${deviceId}`]: key, [`ed25519:${deviceId}`]: key },
      signatures: { [id]: { [`ed25519:${deviceId}`]: signature } },
    },
    fallback_keys: {
      "signed_curve25519:AAAAAA": {
        ...{ key, fallback: true },
        signatures: { [id]: { [`ed25519:${deviceId}`]: signature } },
      },
    },
    ...(oneTimeKeys(scene, 20) as object),
  };
}

/** Some one-time keys; ids do not repeat across runs. */
function oneTimeKeys(scene: Scene, count: number): Json {
  const { id, deviceId } = scene.stage.users[scene.user];
  const signatures = { [id]: { [`ed25519:${deviceId}`]: base64(scene.draws, 86) } };
  const entries = Array.from({ length: count }, (_unused, n) => {
    const key = { key: base64(scene.draws, 43), signatures };
    return [`signed_curve25519:${txnId(scene, String(n))}`, key] as const;
  });
  return { one_time_keys: Object.fromEntries(entries) };
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Text that looks like unpadded base64; five letters a draw. */
function base64(draws: Draws, length: number): string {
  let text = "";
  while (text.length < length) {
    let bits = draws.next();
    for (let n = 0; n < 5; n++, bits >>>= 6) text += alphabet[bits & 63];
  }
  return text.slice(0, length);
}
