// A run in other forms: plain text, pictures, the languages of programs that draw graphs, scenarios.
export { dotOf, mermaidMax, mermaidOf } from "./dot.ts";
export { fileKinds, withFilter, type FileKind, type SaveOptions } from "./file-kinds.ts";
export { tardisOf } from "./tardis.ts";
export { textView, type TextOptions } from "./text.ts";
