// A cell without valves: what the input, the state before and the bias add meets in one sum, and
// the activation makes the new state of it.

const FEED_TITLES = { x: "adds_input", bias: "adds_bias" };

export function plainPieces(model, width, M) {
  const box = model.schematic.boxes.at(-1);
  const pieces = [];
  const add = (kind, piece) => pieces.push({ kind, ...piece });
  const left = M.left;
  const right = width - M.right;
  const y = M.sum;
  const h = M.boxHeight;
  const w = M.narrow ? Math.min(104, (width - 56) / 3) : 124;
  const { low } = M;
  const height = low + h + M.base;
  const inner = right - left;
  const xs = M.narrow
    ? { state: 24 + w / 2, sum: width / 2, out: width - 24 - w / 2 }
    : { state: left + inner * 0.16, sum: left + inner * 0.5, out: left + inner * 0.84 };
  const state = box.feeds.find((feed) => feed.from?.endsWith("_prev"));
  const below = box.feeds.filter((feed) => feed !== state);
  const prev = state?.from ?? null;
  const common = { w, h, compact: M.narrow, characters: M.narrow ? 8 : 11 };
  if (!M.narrow) add("frame", { x: left, y: M.top, w: inner, h: height - 22 - M.top });

  if (state) {
    add("pipe", { q: prev, line: box.line, points: [[0, y], [xs.state, y]] });
    add("pipe", { q: state.id, line: box.line, points: [[xs.state, y], [xs.sum, y]], group: "sum", arrow: xs.sum - w / 2 });
    add("term", { ...common, x: xs.state - w / 2, y: y - h / 2, q: state.id, line: box.line, feed: state,
      title: "adds_state", symbol: state.param });
    plainEnds(add, M, box.line, width, y);
  }
  add("pipe", { q: box.pre, line: box.line, points: [[xs.sum, y], [xs.out, y]], group: "sum", arrow: xs.out - w / 2 });
  add("pipe", { q: box.line, line: box.line, points: [[xs.out, y], [width, y]], arrow: true });
  const step = M.narrow ? w + 10 : w + 26;
  below.forEach((feed, k) => {
    const x = xs.sum + (k - (below.length - 1) / 2) * step;
    const into = xs.sum + Math.max(-w / 3, Math.min(w / 3, x - xs.sum));
    const bend = (y + h / 2 + low) / 2;
    const points = Math.abs(x - into) < 1
      ? [[x, low], [x, y + h / 2]]
      : [[x, low], [x, bend], [into, bend], [into, y + h / 2]];
    add("pipe", { q: feed.id, line: feed.from ?? "x", points, group: "sum" });
    add("term", { ...common, x: x - w / 2, y: low, q: feed.id, line: feed.from ?? "x", feed,
      title: FEED_TITLES[feed.from ?? feed.kind] ?? "adds_input", symbol: feed.param });
    if (feed.from !== "x") return;
    add("wire", { style: "rail", q: "x", line: "x", points: [[x, height], [x, low + h]], arrow: true });
    add("input", { q: "x", line: "x", x: x + 9, y: height - 6, room: (M.narrow ? width : right) - x - 16 });
  });
  add("term", { ...common, x: xs.sum - w / 2, y: y - h / 2, q: box.pre, line: box.line, title: "together", symbol: "Σ" });
  add("box", { ...common, x: xs.out - w / 2, y: y - h / 2, q: box.line, line: box.line, pre: box.pre, act: box.symbol });
  if (!M.narrow) add("hint", { x: width - 2, y: height - 8, anchor: "end" });
  return { pieces, height, outlet: { line: box.line, y } };
}

function plainEnds(add, M, line, width, y) {
  for (const before of [true, false]) {
    add("state", { q: before ? `${line}_prev` : line, line, before, x: before ? 2 : width - 2,
      anchor: before ? "start" : "end", title: y - (M.narrow ? 60 : 17), value: y - (M.narrow ? 40 : -26),
      characters: 10, room: M.narrow ? 150 : M.left - 10 });
  }
}
