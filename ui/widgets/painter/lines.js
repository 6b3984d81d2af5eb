// Moves the lines and points of a chart that stands to other values on the axes that it shows: a
// thousandth of the work of drawing it anew. What else it shows is left as it was drawn.

const MOVE_SAME = ["type", "mode", "name", "x", "line", "marker", "opacity", "xaxis", "yaxis"];
const MOVE_FAR = 1e6; // px beyond any screen

// Whether it could: the same traces, each of them straight lines over the same places.
export function moveLines(graph, data) {
  const traces = [...graph.querySelectorAll(".scatterlayer .trace")].map((root) => ({ root, drawn: root.__data__?.[0]?.trace }));
  const layout = graph._fullLayout;
  const moved = traces.map(({ root, drawn }) => {
    const before = drawn?._input; // as it was asked for
    const now = data[drawn?.index];
    const line = now?.mode?.includes("lines") ? root.querySelector(".js-line") : root;
    return before && now && line && isStraight(drawn) && sameButValues(before, now)
      && { root, points: places(now, layout[axisName(drawn.xaxis)], layout[axisName(drawn.yaxis)]) };
  });
  if (!moved.length || moved.length !== data.length || !moved.every((one) => one?.points)) return false;
  for (const { root, points } of moved) {
    // Plotly has a path for each piece between two gaps; here one has them all.
    const [line, ...rest] = root.querySelectorAll(".js-line");
    line?.setAttribute("d", pathOf(points));
    for (const other of rest) other.setAttribute("d", "");
    for (const point of root.querySelectorAll(".points > .point")) {
      const place = points[point.__data__?.i];
      if (place) point.setAttribute("transform", `translate(${place})`);
    }
  }
  return true;
}

function isStraight({ type, line, fill, visible }) {
  return type === "scatter" && visible === true && (line?.shape ?? "linear") === "linear" && (fill ?? "none") === "none";
}

function sameButValues(before, now) {
  return MOVE_SAME.every((name) => JSON.stringify(before[name]) === JSON.stringify(now[name]));
}

function axisName(id) {
  return `${id[0]}axis${id.slice(1)}`;
}

// Where the values lie, [x, y] in px; null for those that are no number.
function places({ x, y }, across, up) {
  if (across?.type !== "linear" || up?.type !== "linear" || !across.c2p || !up.c2p) return null;
  const values = unpacked(y);
  if (!Array.isArray(x) || x.length !== values?.length) return null;
  return values.map((value, k) => (Number.isFinite(value) ? [round(across.c2p(x[k])), round(up.c2p(value))] : null));
}

// Long arrays come as base64; null where it is another kind of array.
function unpacked(values) {
  if (Array.isArray(values)) return values;
  if (values?.dtype !== "f8" || values.shape) return null;
  const bytes = Uint8Array.from(atob(values.bdata), (letter) => letter.charCodeAt(0));
  return [...new Float64Array(bytes.buffer)];
}

function round(place) {
  return Math.round(Math.max(-MOVE_FAR, Math.min(MOVE_FAR, place)) * 100) / 100;
}

// A gap where there is no number.
function pathOf(points) {
  let begun = false;
  return points.map((point) => {
    const pen = point && (begun ? "L" : "M");
    begun = Boolean(point);
    return point ? pen + point : "";
  }).join("");
}
