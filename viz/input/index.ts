// What the viewer can open: traces, packed traces and room files, as text or bytes.
export { bytesMax, gunzip, gzip } from "./gzip.ts";
export { openBytes } from "./open-bytes.ts";
export { openText } from "./open-text.ts";
