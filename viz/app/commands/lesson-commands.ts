// Commands that lead through tutorials: lesson by lesson, or to another one.
import { tutorials } from "../tutorials/index.ts";
import type { Command, CommandParts } from "./command.ts";

export function lessonCommands({ lessons }: CommandParts): Command[] {
  const open = (name: string) => {
    location.hash = `tutorial=${name}`;
    location.reload();
  };
  return [
    { name: "Next lesson of the tutorial", keys: ["]"], act: () => lessons?.go(1) },
    { name: "Lesson before", keys: ["["], act: () => lessons?.go(-1) },
    ...tutorials.map(({ name, title }): Command => ({
      name: `Tutorial: ${title}`,
      keys: [],
      act: () => open(name),
    })),
  ];
}
