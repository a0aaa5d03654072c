// The page's script, as text: a line under the pointer through all plots, and their values there.
// Without it the page says all the same.
export const script = `
const plots = [...document.querySelectorAll("svg[data-plot]")].map((svg) => {
  const data = JSON.parse(svg.dataset.plot);
  return { svg, data, cursor: svg.querySelector(".cursor"), title: svg.getAttribute("aria-label") };
});
const readout = document.getElementById("readout");
const nearest = (points, atMs) => points.reduce((best, point) =>
  Math.abs(point[0] - atMs) < Math.abs(best[0] - atMs) ? point : best, points[0]);
const show = (pointed, atMs, x) => {
  const parts = [];
  for (const { data, cursor, title } of plots) {
    if (data.axis !== pointed.axis || data.endMs !== pointed.endMs) continue;
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
    const values = data.lines.flatMap(({ name, points }) =>
      points.length > 0 ? [name + " " + nearest(points, atMs)[1]] : []);
    parts.push([title, values.join(", ")]);
  }
  readout.classList.add("shown");
  const span = pointed.axis === "span";
  readout.replaceChildren(span ? Math.round(atMs) + " ms " : Math.round(atMs / 1000) + " s ");
  for (const [title, values] of parts) {
    const head = document.createElement("b");
    head.textContent = title + ": ";
    readout.append(head, values);
  }
};
const hide = () => {
  readout.classList.remove("shown");
  for (const { cursor } of plots) for (const end of ["x1", "x2"]) cursor.setAttribute(end, "-9");
};
for (const { svg, data } of plots) {
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    const part = (x - data.left) / (data.right - data.left);
    if (part < 0 || part > 1) return hide();
    show(data, data.startMs + part * (data.endMs - data.startMs), x);
  });
  svg.addEventListener("pointerleave", hide);
}
`;
