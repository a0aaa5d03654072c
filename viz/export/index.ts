// A run in other forms: plain text, and the languages of programs that draw graphs.
export { dotOf, mermaidMax, mermaidOf } from "./dot.ts";
export { textView, type TextOptions } from "./text.ts";
