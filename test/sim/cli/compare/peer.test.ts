// Programs that are asked: answers in order, crashes, silence.
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { Peer } from "../../../../sim/cli/compare/peer.ts";

const stub = fileURLToPath(new URL("../stub-peer.ts", import.meta.url));
const peers: Peer[] = [];
afterEach(() => peers.splice(0).forEach((peer) => peer.stop()));

function peerThat(behaves: string, patience?: number): Peer {
  const program = process.execPath;
  const command = { name: "stub", program, args: [stub, behaves] };
  const peer = new Peer(patience === undefined ? command : { ...command, patience });
  peers.push(peer);
  return peer;
}

const line = (id: string) => JSON.stringify({ state_sets: [[id]] });

test("answers come to those who asked", async () => {
  const peer = peerThat("first-state");
  const results = await Promise.all(["$a", "$b", "$c"].map((id) => peer.ask(line(id))));
  const states = results.map((result) => result.kind === "answer" && result.answer.state);
  expect(states).toEqual([["$a"], ["$b"], ["$c"]]);
  expect(peer.pending).toBe(0);
});

test("a crash costs one question, and the others are asked again", async () => {
  const peer = peerThat("die-second");
  const results = await Promise.all(["$a", "$b", "$c", "$d"].map((id) => peer.ask(line(id))));
  const kinds = results.map(({ kind }) => kind);
  expect(kinds[0]).toBe("answer");
  expect(kinds.filter((kind) => kind === "crash").length).toBeGreaterThan(0);
  expect(kinds).toHaveLength(4);
});

test("silence is a hang, babble is nonsense, an error is an answer", async () => {
  expect((await peerThat("silent", 300).ask(line("$a"))).kind).toBe("hang");
  expect((await peerThat("babble").ask(line("$a"))).kind).toBe("nonsense");
  expect(await peerThat("refuse").ask(line("$a"))).toMatchObject({ answer: { error: "will not" } });
});

test("a program that does not exist is a crash with a reason", async () => {
  const peer = new Peer({ name: "none", program: "/no/such/program", args: [] });
  const result = await peer.ask(line("$a"));
  expect(result).toMatchObject({ kind: "crash" });
  expect(result.kind !== "answer" && result.detail).toContain("ENOENT");
});
