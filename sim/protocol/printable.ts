// Foreign text for one line of a terminal or a report: room content can hold escape sequences,
// line breaks and characters that turn the direction of writing.

/** How many characters of a foreign text a sentence shows at most. */
export const printableMax = 400;

/** The text with control, format and unpaired surrogate characters written out, and not too long. */
export function printable(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
  });
  if (plain.length <= printableMax) return plain;
  return `${[...plain].slice(0, printableMax - 1).join("")}…`;
}
