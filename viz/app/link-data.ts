// A small room or trace inside of a link: `#data=…&name=…`, gzip in URL-safe base64. The part of an
// address behind `#` is never sent to a server, so such a link shows a room to nobody but its reader.
import { decodeBase64, encodeBase64Url } from "./base64.ts";
import type { GivenFile } from "./inputs.ts";

/** Longer links are cut off by too many programs. */
export const linkLettersMax = 16_000;

/** The file in a link's fragment; undefined where there is none. Throws where it is damaged. */
export function dataOfLink(hash: string): GivenFile | undefined {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const text = words.get("data");
  if (text === null || text === "") return undefined;
  const name = (words.get("name") ?? "the link").slice(0, 200);
  try {
    return { content: decodeBase64(text), name };
  } catch {
    throw new Error("the room in this link is damaged; copy the whole link");
  }
}

/** The words of a link that hold a file; undefined where it would be too long. */
export function linkOfData({
  bytes,
  name,
}: {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly name: string;
}): string | undefined {
  const words = new URLSearchParams({ data: encodeBase64Url(bytes), name });
  const text = words.toString();
  return text.length > linkLettersMax ? undefined : text;
}

/** What a fragment opens, a file or a tutorial: to be kept while the rest of the address changes. */
export function keptData(hash: string): string {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const kept = new URLSearchParams();
  for (const name of ["tutorial", "data", "name"]) {
    const value = words.get(name);
    if (value !== null) kept.set(name, value);
  }
  const text = kept.toString();
  return text === "" ? "" : `&${text}`;
}

/** The name of the tutorial in a fragment; undefined where there is none. */
export function tutorialOfLink(hash: string): string | undefined {
  return new URLSearchParams(hash.replace(/^#/, "")).get("tutorial") ?? undefined;
}
