// A cell without valves: what the input, the states before and the bias add meets in one sum, the
// activation makes a line of it, and of that line perhaps the output is made.

const FEED_TITLES = { x: "adds_input", bias: "adds_bias" };

export function plainPieces(model, width, M) {
  const [box, next] = model.schematic.boxes;
  const pieces = [];
  const add = (kind, piece) => pieces.push({ kind, ...piece });
  const left = M.left;
  const right = width - M.right;
  const y = M.sum;
  const h = M.boxHeight;
  const { low } = M;
  const inner = right - left;
  const xs = plainPlaces(M, width, left, inner, Boolean(next));
  const w = M.narrow ? xs.w : 124;
  const states = box.feeds.filter((feed) => feed.from?.endsWith("_prev"));
  const [state, ...others] = states;
  const below = [...others, ...box.feeds.filter((feed) => !states.includes(feed))];
  // Of many terms below there are two rows on a phone.
  const height = low + h + M.base;
  const prev = state?.from ?? null;
  const line = next?.line ?? box.line;
  const carried = prev?.replace("_prev", "") ?? line;
  const common = { w, h, compact: M.narrow, characters: M.narrow ? 8 : 11 };
  if (!M.narrow) add("frame", { x: left, y: M.top, w: inner, h: height - 22 - M.top });

  if (state) {
    add("pipe", { q: prev, line: carried, points: [[0, y], [xs.state, y]] });
    add("pipe", { q: state.id, line: carried, points: [[xs.state, y], [xs.sum, y]], group: "sum", arrow: xs.sum - w / 2 });
    add("term", { ...common, x: xs.state - w / 2, y: y - h / 2, q: state.id, line: carried, feed: state,
      title: "adds_state", symbol: state.param });
    plainEnd(add, M, carried, width, y, true);
  }
  if (state || next) plainEnd(add, M, line, width, y, false);
  add("pipe", { q: box.pre, line: box.line, points: [[xs.sum, y], [xs.out, y]], group: "sum", arrow: xs.out - w / 2 });
  if (next) outputOf(add, { next, box, xs, y, w, h, low, width, common });
  else add("pipe", { q: box.line, line: box.line, points: [[xs.out, y], [width, y]], arrow: true });
  const step = M.narrow ? w + (next ? 4 : 10) : w + 26;
  const middle = next && !M.narrow ? Math.max(xs.sum, left + (below.length * step) / 2) : xs.sum;
  const first = Math.max(w / 2 + (M.narrow ? 2 : left + 8), middle - ((below.length - 1) / 2) * step);
  below.forEach((feed, k) => {
    const x = first + k * step;
    const into = xs.sum + Math.max(-w / 3, Math.min(w / 3, x - xs.sum));
    const bend = (y + h / 2 + low) / 2;
    const points = Math.abs(x - into) < 1
      ? [[x, low], [x, y + h / 2]]
      : [[x, low], [x, bend], [into, bend], [into, y + h / 2]];
    const from = feed.from?.replace("_prev", "") ?? "x";
    const back = others.includes(feed);
    add("pipe", { q: feed.id, line: from, points, group: "sum" });
    add("term", { ...common, x: x - w / 2, y: low, q: feed.id, line: from, feed,
      title: back ? "adds_state" : FEED_TITLES[feed.from ?? feed.kind] ?? "adds_input", symbol: feed.param });
    if (back) {
      const end = low + h + (M.narrow ? 20 : 14);
      add("wire", { style: "rail", q: feed.from, line: from, points: [[0, end], [x, end], [x, low + h]], arrow: true });
      add("state", { q: feed.from, line: from, before: true, x: 2, anchor: "start", inline: M.narrow ? height - 6 : end - 6, characters: 8, room: 90 });
      return;
    }
    if (feed.from !== "x") return;
    add("wire", { style: "rail", q: "x", line: "x", points: [[x, height], [x, low + h]], arrow: true });
    add("input", { q: "x", line: "x", x: x + 9, y: height - 6, room: (M.narrow ? width : right) - x - 16 });
  });
  add("term", { ...common, x: xs.sum - w / 2, y: y - h / 2, q: box.pre, line: box.line, title: "together", symbol: "Σ" });
  add("box", { ...common, x: xs.out - w / 2, y: y - h / 2, q: box.line, line: box.line, pre: box.pre, act: box.symbol });
  if (others.length && next && !M.narrow) goesOn(add, { line: box.line, x: xs.out, top: y + h / 2, y: low + h + 14, width });
  if (!M.narrow) add("hint", { x: width - 2, y: height - 8, anchor: "end" });
  return { pieces, height, outlet: { line, y } };
}

function plainPlaces(M, width, left, inner, hasOutput) {
  if (hasOutput) {
    if (!M.narrow) return { state: left + inner * 0.11, sum: left + inner * 0.37, out: left + inner * 0.63, own: left + inner * 0.89 };
    const w = (width - 40) / 4;
    const at = (k) => 14 + w / 2 + k * (w + 4);
    return { state: at(0), sum: at(1), out: at(2), own: at(3), w };
  }
  const w = Math.min(104, (width - 56) / 3);
  return M.narrow
    ? { state: 24 + w / 2, sum: width / 2, out: width - 24 - w / 2, w }
    : { state: left + inner * 0.16, sum: left + inner * 0.5, out: left + inner * 0.84 };
}

// The output that a cell makes of its line: V·h along the row, what is added to it below.
function outputOf(add, { next, box, xs, y, w, h, low, width, common }) {
  const main = next.feeds.find(({ from }) => from === box.line);
  add("pipe", { q: main?.id ?? box.line, line: box.line, points: [[xs.out, y], [xs.own, y]], arrow: xs.own - w / 2 });
  add("pipe", { q: next.line, line: next.line, points: [[xs.own, y], [width, y]], arrow: true });
  for (const feed of next.feeds.filter((one) => one !== main)) {
    add("pipe", { q: feed.id, line: next.line, points: [[xs.own, low], [xs.own, y + h / 2]], group: "sum" });
    add("term", { ...common, x: xs.own - w / 2, y: low, q: feed.id, line: next.line, feed, of: next.line,
      title: FEED_TITLES[feed.from ?? feed.kind] ?? "adds_input", symbol: feed.param });
  }
  add("box", { ...common, x: xs.own - w / 2, y: y - h / 2, q: next.line, line: next.line, pre: next.pre, act: next.symbol });
}

// A line that the output is made of, and that the next step reads as well.
function goesOn(add, { line, x, top, y, width }) {
  add("wire", { style: "rail", q: line, line, points: [[x, top], [x, y], [width, y]], arrow: true });
  add("state", { q: line, line, before: false, x: width - 2, anchor: "end", inline: y - 6, characters: 8, room: 90 });
}

function plainEnd(add, M, line, width, y, before) {
  add("state", { q: before ? `${line}_prev` : line, line, before, x: before ? 2 : width - 2,
    anchor: before ? "start" : "end", title: y - (M.narrow ? 60 : 17), value: y - (M.narrow ? 40 : -26),
    characters: 10, room: M.narrow ? 150 : M.left - 10 });
}
