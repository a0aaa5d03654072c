// The looks of reports: the same roles and colours as the replay page, light and dark by the system.
export const style = `
:root {
  color-scheme: light dark;
  --surface: light-dark(#ffffff, #12161c);
  --raised: light-dark(#f4f6f8, #1a2029);
  --ink: light-dark(#161a20, #e9edf2);
  --muted: light-dark(#525c69, #a5b0bd);
  --rule: light-dark(#dfe3e8, #2b333e);
  --bad: light-dark(#b3270a, #ff8463);
  --warn: light-dark(#8a5500, #f2b94b);
  --good: light-dark(#00694b, #4fd1a5);
  --c0: light-dark(#0072b2, #4aa8e4);
  --c1: light-dark(#b06f00, #e69f00);
  --c2: light-dark(#00805d, #1fb88d);
  --c3: light-dark(#c2410c, #f08a4b);
  --c4: light-dark(#717c8a, #8b95a2);
  font: 15px/1.45 system-ui, "Segoe UI", "DejaVu Sans", sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--surface); color: var(--ink); }
main { max-width: 1080px; margin: 0 auto; padding: 1.6rem 1.2rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.1rem; margin: 2.4rem 0 0.6rem; }
h3 { font-size: 0.95rem; margin: 0; }
p { margin: 0.3rem 0; }
.sub { color: var(--muted); }
header { display: flex; gap: 0.6rem 1rem; align-items: baseline; flex-wrap: wrap; }
.chip { font-weight: 600; padding: 0.15rem 0.7rem; border-radius: 1rem; border: 1.5px solid; }
.held { color: var(--good); }
.broken { color: var(--bad); }
.incomplete, .unknown { color: var(--warn); }
.tiles {
  display: flex; flex-wrap: wrap; gap: 1px; margin: 1.3rem 0 0; background: var(--rule); border: 1px solid var(--rule);
  border-radius: 0.5rem; overflow: hidden;
}
.tiles div { flex: 1 1 8.4rem; background: var(--surface); padding: 0.6rem 0.85rem; }
.tiles dt { color: var(--muted); font-size: 0.82rem; }
.tiles dd { margin: 0; font-size: 1.32rem; font-variant-numeric: tabular-nums; }
.tiles small { display: block; font-size: 0.78rem; color: var(--muted); }
.notes { margin: 1rem 0 0; padding: 0; list-style: none; }
.notes li {
  padding: 0.45rem 0.8rem; margin-top: 0.4rem; background: var(--raised);
  border-left: 3px solid var(--warn); border-radius: 0 0.3rem 0.3rem 0;
}
.answer { font-size: 1.25rem; margin: 1rem 0 0; }
.notes li.plain { border-left-color: var(--rule); }
.notes li.bad { border-left-color: var(--bad); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 0.28rem 0.7rem; text-align: left; border-bottom: 1px solid var(--rule); }
th { font-size: 0.82rem; font-weight: 600; color: var(--muted); white-space: nowrap; }
td { white-space: nowrap; }
td.words { white-space: normal; color: var(--muted); font-size: 0.88rem; min-width: 16rem; }
.number { text-align: right; }
tbody tr:hover { background: var(--raised); }
code { font: 0.92em ui-monospace, "DejaVu Sans Mono", monospace; }
.meter { display: block; width: 9rem; height: 0.55rem; }
.meter .ground { fill: var(--rule); }
.meter .held { fill: var(--good); }
.meter .broken { fill: var(--bad); }
.meter .limit { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: none; }
figure { margin: 1.4rem 0 0; }
figcaption { display: flex; gap: 0 0.8rem; flex-wrap: wrap; align-items: baseline; }
figcaption p { color: var(--muted); font-size: 0.86rem; margin: 0; }
figure svg { display: block; width: 100%; height: auto; min-width: 40rem; overflow: visible; }
figure { overflow-x: auto; overflow-y: hidden; }
figure + .wide, figure + .facts { margin-top: 0.9rem; }
svg text { font-size: 11px; fill: var(--muted); }
svg text.none { font-size: 13px; }
svg .grid { stroke: var(--rule); }
svg .band.even { fill: none; }
svg .band.odd { fill: var(--raised); }
svg .band.unmeasured { fill: url(#unmeasured); }
svg .hatch { stroke: var(--rule); stroke-width: 2; }
svg .line { fill: none; stroke-width: 1.7; stroke-linejoin: round; stroke-linecap: round; }
svg .planned { stroke-width: 1.2; stroke-dasharray: 4 4; }
svg .area { opacity: 0.75; }
figure .limit { stroke: var(--bad); stroke-dasharray: 2 3; }
figure text.limit { fill: var(--bad); stroke: none; }
svg .name { font-weight: 600; }
svg .cursor { stroke: var(--muted); stroke-width: 1; }
.c0 { stroke: var(--c0); } .c1 { stroke: var(--c1); } .c2 { stroke: var(--c2); }
.c3 { stroke: var(--c3); } .c4 { stroke: var(--c4); }
svg text.c0 { fill: var(--c0); } svg text.c1 { fill: var(--c1); }
svg text.c2 { fill: var(--c2); } svg text.c3 { fill: var(--c3); } svg text.c4 { fill: var(--c4); }
svg text.name, svg .area { stroke: none; }
svg .c0.area { fill: var(--c0); } svg .c3.area { fill: var(--c3); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.2rem; margin: 0; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
#readout {
  position: sticky; bottom: 0.6rem; margin-top: 0.8rem; padding: 0.4rem 0.8rem;
  visibility: hidden;
  background: var(--raised); border: 1px solid var(--rule); border-radius: 0.4rem;
  font-size: 0.86rem; font-variant-numeric: tabular-nums;
}
#readout.shown { visibility: visible; }
#readout b { font-weight: 600; margin-left: 0.9rem; }
@media (max-width: 40rem) {
  .facts { grid-template-columns: 1fr; }
  .facts dd { margin-bottom: 0.4rem; }
  main { padding: 1rem 0.8rem 3rem; }
}
@media print { #readout { display: none; } }
@media (forced-colors: active) { svg .band { display: none; } .chip { forced-color-adjust: none; } }
`;
