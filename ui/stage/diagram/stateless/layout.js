// A cell without a state: what it reads, what it makes of that, and what it puts out, as bars side
// by side, one for each number. Attention has a bar for each position that it looks at.
const GROUP_GAP = 54; // between two groups of bars, where a pipe leads from one to the next
const GROUP_HEIGHT = 178;
const GROUP_STACKED = 142; // of one group on a phone
const GROUP_LEAST = 0.14; // share of the width that a group has at least
const GROUP_END = 30; // of the pipe that leads out

export function statelessPieces(model, width, M) {
  const groups = groupsOf(model);
  return M.narrow ? groupsStacked(groups, width) : groupsInRow(groups, width, M);
}

// [quantity, the line whose numbers stand above its bars or null]: x, what is made of it in between,
// what is put out.
export function groupsOf(model) {
  const { output } = model.cell;
  const shares = model.lines.find(({ role, name }) => role === "gate" && name !== output)?.name;
  const scores = shares && model.lines.find(({ name }) => name !== output && name !== shares)?.name;
  const middle = shares ? [{ q: shares, above: scores ?? null }] : [];
  return [{ q: "x", above: null }, ...middle, { q: output, above: null }]
    .map((one) => ({ ...one, count: model.size(one.q) }))
    .filter(({ count }) => count > 0);
}

function groupsInRow(groups, width, M) {
  const pieces = [];
  const inner = width - GROUP_END - GROUP_GAP * (groups.length - 1) - 24;
  const weights = groups.map(({ count, above }) => (above ? 1.5 : 1) * Math.sqrt(Math.min(count, 24)));
  const total = weights.reduce((sum, one) => sum + one, 0);
  const shares = weights.map((one) => Math.max(GROUP_LEAST, one / total));
  const scale = 1 / shares.reduce((sum, one) => sum + one, 0);
  const top = M.top + 8;
  const middle = top + GROUP_HEIGHT / 2 - 4;
  pieces.push({ kind: "frame", x: 2, y: M.top, w: width - GROUP_END - 6, h: GROUP_HEIGHT + 8 });
  let x = 12;
  groups.forEach((group, k) => {
    const w = inner * shares[k] * scale;
    if (k) pieces.push(groupsPipe(groups[k - 1].q, [[x - GROUP_GAP + 6, middle], [x - 6, middle]], x - 6));
    pieces.push({ kind: "bars", ...group, line: group.q, x, y: top, w, h: GROUP_HEIGHT });
    x += w + GROUP_GAP;
  });
  const from = x - GROUP_GAP + 4;
  pieces.push(groupsPipe(groups.at(-1).q, [[from, middle], [width, middle]], true));
  return { pieces, height: top + GROUP_HEIGHT + 10, outlet: {} };
}

function groupsStacked(groups, width) {
  const pieces = groups.map((group, k) => (
    { kind: "bars", ...group, line: group.q, x: 4, y: 4 + k * GROUP_STACKED, w: width - 8, h: GROUP_STACKED - 10 }));
  return { pieces, height: 4 + groups.length * GROUP_STACKED, outlet: {} };
}

function groupsPipe(q, points, arrow) {
  return { kind: "pipe", q, line: q, points, arrow };
}
