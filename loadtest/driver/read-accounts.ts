// Reads a file of accounts: one JSON object a line, with `user_id` and `password`, `access_token`,
// or both. Messages name the line and never quote it, because it holds secrets.
import { at, textAt } from "../journeys/answer.ts";
import type { GivenAccount } from "./accounts.ts";
import { LoadProblem } from "./load-problem.ts";

const form = '{"user_id":"@a:example.org","password":"…"}, or with "access_token"';

/** @throws LoadProblem that names the line */
export function readAccounts(text: string, file: string): readonly GivenAccount[] {
  const lines = text.split("\n").map((line, n) => ({ line: line.trim(), number: n + 1 }));
  return lines
    .filter(({ line }) => line !== "")
    .map(({ line, number }) => {
      const account = readAccount(line);
      if (account !== undefined) return account;
      throw new LoadProblem(`${file}:${number}: this is no account`, `Each line is ${form}.`);
    });
}

function readAccount(line: string): GivenAccount | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const [userId, password] = [textAt(value, "user_id"), textAt(value, "password")];
  const token = textAt(value, "access_token");
  if (userId === undefined || !/^@[^:]+:.+/.test(userId)) return undefined;
  if (password === undefined && token === undefined) return undefined;
  if (at(value, "password") !== password || at(value, "access_token") !== token) return undefined;
  return {
    userId,
    ...(password !== undefined && { password }),
    ...(token !== undefined && { token }),
  };
}
