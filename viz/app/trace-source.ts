// What the page was given from the start: a trace in its inert script element (packed, gzip,
// base64), or one in its address. Nothing is ever fetched.
import { decodeBase64 } from "./base64.ts";
import type { GivenFile } from "./inputs.ts";
import { dataOfLink } from "./link-data.ts";

/** The file that the page carries or its address holds; undefined where there is none. */
export function givenFile(): GivenFile | undefined {
  const linked = dataOfLink(location.hash);
  if (linked !== undefined) return linked;
  const holder = document.getElementById("trace");
  const base64 = holder?.textContent.trim() ?? "";
  // A page without a trace still has the word that marks its place.
  if (base64 === "" || base64.startsWith("@")) return undefined;
  // The data is held once, in the model; the element would keep it a second time.
  holder?.remove();
  return { content: decodeBase64(base64), name: "the trace in this page" };
}
