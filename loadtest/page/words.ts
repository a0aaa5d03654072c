// Figures as people read them. Numbers are cut to what matters; nothing depends on a locale.

/** `0.42 ms`, `12 ms`, `1.3 s`; a dash for what is not there. */
export function time(ms: number | undefined): string {
  if (ms === undefined) return "–";
  if (ms < 10) return `${digits(ms, 2)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 100_000 ? `${digits(ms / 1_000, 3)} s` : duration(ms);
}

/** `45 s`, `5 min`, `1 h 30 min`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes < 120) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** `0 %`, `0.12 %`, `37 %`. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = (100 * part) / whole;
  return `${percent === 0 ? "0" : percent < 10 ? digits(percent, 2) : Math.round(percent)} %`;
}

/** `1,234,567`. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `3.2`, `0.25`, `120`. */
export function rate(perSecond: number): string {
  return perSecond >= 100 ? count(perSecond) : digits(perSecond, 2);
}

/** `184 MB`. */
export function memory(bytes: number): string {
  return bytes >= 1e9 ? `${digits(bytes / 1e9, 3)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/** So many significant digits, without trailing zeros. */
function digits(value: number, significant: number): string {
  return String(Number(value.toPrecision(significant)));
}
