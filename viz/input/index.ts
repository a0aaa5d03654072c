// What the viewer can open: traces, packed traces and room files, as text, bytes or a stream.
export { bytesMax, gunzip, gzip } from "./gzip.ts";
export { openBlob, openBytes } from "./open-bytes.ts";
export { openText } from "./open-text.ts";
export {
  isTraceSource,
  streamTrace,
  type StreamedTrace,
  type StreamOptions,
} from "./stream-trace.ts";
export { streamBytesMax, type ByteSource } from "./text-lines.ts";
