// Words of which places of coverage are made: what differs little has one word.

const slotKinds: Readonly<Record<string, string>> = {
  "m.room.create": "create",
  "m.room.power_levels": "power",
  "m.room.join_rules": "rules",
  "m.room.member": "member",
};

/** The kind of a slot or of a state event by its type. */
export function slotKind(type: string): string {
  return slotKinds[type] ?? "other";
}

/** 0, 1, 2, 3–4, 5–8, 9–16 …: what differs little is one. */
export function bucket(count: number): string {
  if (count < 3) return String(count);
  let most = 4;
  while (count > most) most *= 2;
  return `${most / 2 + 1}–${most}`;
}
