// Where everything stands, in pixels of a drawing `width` wide. Pieces are plain data: the drawing
// in pieces.js knows nothing of cells, and this file nothing of SVG.
import { columnsOf } from "./columns.js";
import { plainPieces } from "./plain.js";
import { largeScale } from "../player/large.js";
import { readoutPieces, readoutRoom } from "./readout.js";
import { statelessPieces } from "./stateless/layout.js";

const NARROW = 640; // below this the labels stand above and below instead of beside

// large: for the back of a room.
export function layoutOf(model, available, large = false) {
  const narrow = available < NARROW;
  const scale = narrow ? 1 : large ? largeScale(available) : Math.max(0.85, Math.min(1.3, available / 815));
  const width = available / scale;
  const room = readoutRoom(model, narrow, large);
  const measures = narrow ? narrowMeasures(width) : { ...wideMeasures(width, room.width), ...(large ? LARGE_MEASURES : {}), crowded: large && room.rows > 0 };
  const core = piecesOf(model)(model, width, measures);
  const readout = readoutPieces(model, { ...core.outlet, width, narrow, room, height: core.height });
  return {
    narrow, scale, width,
    height: readout.height,
    // What is read out may need the hint's place.
    pieces: [...core.pieces.filter(({ kind }) => kind !== "hint" || readout.bottom < core.height - 24), ...readout.pieces],
  };
}

function piecesOf({ schematic, states }) {
  if (schematic.memories.length) return valvePieces;
  return states.length ? plainPieces : statelessPieces;
}

function wideMeasures(width, readoutWidth) {
  return {
    narrow: false, left: 100, right: Math.max(104, readoutWidth), top: 3,
    ring: 19, tap: 12, node: 13, boxHeight: 46, boxWidth: 100, outletWidth: 56,
    line: 43, valve: 105, box: 146, characters: 10, inner: 44, pad: 10, beside: 24,
    under: 18, foot: 31, sum: 66, low: 146, base: 43,
  };
}

// What stands in the diagram is written large: it keeps its size, and gives up some of its air.
const LARGE_MEASURES = { line: 34, valve: 90, box: 124, under: 12, foot: 29, sum: 36, low: 93, base: 36 };

function narrowMeasures(width) {
  return {
    narrow: true, left: 0, right: 0, top: 0,
    ring: 17, tap: 11, node: 13, boxHeight: 50, boxWidth: 106, outletWidth: 0,
    line: 66, valve: 152, box: 234, characters: 8, inner: 0, pad: 0, width,
    under: 18, foot: 40, sum: 92, low: 196, base: 44,
  };
}

function valvePieces(model, width, M) {
  const { memories, outlets, boxes } = model.schematic;
  const columns = columnsOf(model);
  const at = placed(model, columns, width, M);
  const frame = { x: M.left, right: width - M.right };
  const hasTaps = boxes.some((box) => box.feeds.some((feed) => feed.valves.length));
  const bus = M.box + M.boxHeight + (hasTaps ? 57 : M.under);
  const height = bus + M.foot;
  const pieces = [];
  const add = (kind, piece) => pieces.push({ kind, ...piece });
  if (!M.narrow) {
    add("frame", { x: frame.x, y: M.top, w: frame.right - frame.x, h: bus + 15 - M.top });
  }

  const controls = new Controls();
  const ends = {};
  for (const memory of memories) memoryLine(model, memory, { add, at, M, width, frame, controls, ends });
  for (const outlet of outlets) outletPipe(model, outlet, { add, at, M, width, frame, controls, ends });
  feeds(model, boxes, { add, at, M, width, frame, bus, ends, height });
  for (const column of columns) boxPiece(model, column, { add, at, M });
  ownOutput(model, boxes, { add, at, M, width, ends });
  controls.draw(add, at, M, model);
  if (!M.narrow) add("hint", { x: width - 2, y: height - 8, anchor: "end" });
  return { pieces, height, outlet: ends.outlet };
}

// Columns side by side, evenly spread in what the frame leaves free.
function placed(model, columns, width, M) {
  const first = M.left + M.inner;
  const last = width - M.right - M.pad;
  const side = (column) => (column.kind === "outlet" ? M.outletWidth : M.boxWidth);
  if (M.narrow) {
    const drawn = columns.filter(({ kind }) => kind !== "outlet");
    // A valve that no box of the step opens, such as a leak's, stands before the first box.
    const ahead = model.schematic.memories.some(({ keep }) => keep.some(({ gate }) => !drawn.some(({ key }) => key === gate))) ? 1 : 0;
    const share = width / (drawn.length + ahead);
    const at = {};
    drawn.forEach((column, k) => {
      at[column.key] = { x: share * (k + ahead + 0.5), w: Math.min(150, share - 7), column };
    });
    for (const column of columns.filter(({ kind }) => kind === "outlet")) {
      const gate = column.outlet.valves[0]?.gate;
      at[column.key] = { x: at[gate]?.x ?? width - 24, w: 0, column };
    }
    return at;
  }
  // Beside a pipe that writes stands the opening of its valve: it needs room before the next box.
  const needs = columns.map((column, k) => side(column) + (isSource(model, column) ? M.beside * (k < columns.length - 1 ? 1 : 2) : 0));
  const total = needs.reduce((sum, need) => sum + need, 0);
  const gap = Math.max(5, Math.min(64, (last - first - total) / Math.max(1, columns.length - 1)));
  const taken = total + gap * (columns.length - 1);
  let x = first + Math.max(0, (last - first - taken) / 2);
  const at = {};
  columns.forEach((column, k) => {
    const w = side(column);
    at[column.key] = { x: x + w / 2, w, column };
    x += needs[k] + gap;
  });
  return at;
}

function isSource(model, column) {
  return model.schematic.memories.some(({ writes }) => writes.some(({ from }) => from === column.key));
}

function memoryLine(model, memory, { add, at, M, width, frame, controls, ends }) {
  const y = M.line;
  const keepers = memory.keep.map((valve) => ({ valve, x: at[valve.gate]?.x ?? frame.x + 60 }));
  const writes = memory.writes.map((pipe) => ({ pipe, x: at[pipe.from]?.x ?? width / 2 }));
  const last = keepers.at(-1)?.x ?? frame.x;
  const plus = writes.at(-1)?.x ?? (last + frame.right) / 2;
  let from = 0;
  for (const { x } of keepers) {
    add("pipe", { q: memory.prev, line: memory.line, points: [[from, y], [x, y]] });
    from = x;
  }
  add("pipe", { q: memory.kept, line: memory.line, points: [[from, y], [plus, y]] });
  add("pipe", { q: memory.line, line: memory.line, points: [[plus, y], [width, y]], arrow: true });
  for (const { valve, x } of keepers) {
    const label = M.narrow
      ? { x: x + 7, y: y + M.ring + 15, anchor: "start" }
      : { x: x + M.ring + 3, y: y + M.ring + 12, anchor: "start" };
    add("valve", { valve, product: memory.kept, x, y, r: M.ring, flow: "right", label });
    controls.to(valve, { x, y: y + M.ring, side: "below" });
  }
  const first = writes[0]?.x ?? plus;
  amount(add, M, { word: "kept", q: memory.kept, line: memory.line, x: (last + M.ring + first - M.node) / 2,
    y: y - (M.narrow ? 15 : 13), anchor: "middle" });
  for (const { pipe, x } of writes) {
    const valves = pipe.valves;
    const middle = valves.length ? M.valve : (M.box + y) / 2;
    add("pipe", { q: pipe.from, line: pipe.from, points: [[x, M.box], [x, middle]] });
    add("pipe", { q: pipe.id, line: memory.line, points: [[x, middle], [x, y]] });
    valves.forEach((valve, k) => {
      const label = M.narrow
        ? { x: x - M.ring - 5, y: middle - 8, anchor: "end" }
        : { x: x + M.ring + 6, y: middle + 5, anchor: "start" };
      add("valve", { valve, product: pipe.id, x, y: middle + k * 2 * M.ring, r: M.ring, flow: "up", label });
      controls.to(valve, { x: x - M.ring, y: middle, side: "left" });
    });
    const top = y + M.node;
    const beside = M.narrow ? { x: x - 12, anchor: "end" } : { x: x + 14, anchor: "start" };
    amount(add, M, { word: "written", q: pipe.id, line: memory.line, y: (top + middle - M.ring) / 2 + 5, ...beside });
  }
  for (const { x } of writes) add("plus", { q: memory.line, line: memory.line, x, y, r: M.node });
  ends[memory.prev] = { x: frame.x + (M.narrow ? 4 : 14), y };
  ends[memory.line] = { x: plus + 30, y };
  stateLabels(add, M, memory.line, width, y);
  ends.outlet = { line: memory.line, y };
}

// Titles and values of a state at both ends of its pipe.
function stateLabels(add, M, line, width, y, sides = ["before", "after"]) {
  const up = M.narrow ? 47 : 15;
  const down = M.narrow ? 27 : -24;
  for (const side of sides) {
    const before = side === "before";
    const x = before ? 2 : width - 2;
    add("state", { q: before ? `${line}_prev` : line, line, before, x, anchor: before ? "start" : "end",
      title: y - up, value: y - down, characters: M.characters, room: M.narrow ? 90 : M.left - 10 });
  }
}

function amount(add, M, piece) {
  add("amount", { ...piece, characters: 8 });
}

function outletPipe(model, outlet, { add, at, M, width, frame, controls, ends }) {
  const { x } = at[`out ${outlet.line}`];
  const y = M.narrow ? 202 : M.box + M.boxHeight / 2;
  const top = M.line;
  const shown = outlet.through ?? outlet.of;
  const middle = M.valve;
  const tap = outlet.through && outlet.symbol ? (top + middle - M.ring) / 2 + 3 : null;
  if (tap) add("pipe", { q: outlet.of, line: outlet.of, points: [[x, top], [x, tap]] });
  add("pipe", { q: shown, line: outlet.line, points: [[x, tap ?? top], [x, middle]] });
  add("pipe", { q: outlet.id, line: outlet.line, points: [[x, middle], [x, y], [width, y]], arrow: true });
  if (tap) add("pill", { q: outlet.through, line: outlet.line, x, y: tap, symbol: outlet.symbol });
  for (const valve of outlet.valves) {
    const label = M.narrow
      ? { x: x - 10, y: middle - M.ring - 4, anchor: "end" }
      : M.crowded ? { x: x - M.ring - 5, y: middle - 8, anchor: "end" } : { x: x + M.ring + 6, y: middle + 5, anchor: "start" };
    add("valve", { valve, product: outlet.id, x, y: middle, r: M.ring, flow: "down", label });
    controls.to(valve, { x: x - M.ring, y: middle, side: "left" });
  }
  add("joint", { line: outlet.of, x, y: top });
  if (M.narrow) {
    add("state", { q: outlet.line, line: outlet.line, x: width - 2, anchor: "end", title: y - 12, value: y + 23, short: true, characters: 7, room: 60 });
  } else {
    stateLabels(add, M, outlet.line, width, y, ["after"]);
  }
  ends.outlet = { line: outlet.line, y, above: M.line };
  ends[outlet.line] = { x: x + 20, y, out: true };
}

// Dashed paths from a gate's box to the valves that it opens.
class Controls {
  constructor() {
    this.wires = [];
  }

  to(valve, end) {
    this.wires.push({ valve, end });
  }

  draw(add, at, M, model) {
    for (const { valve, end } of this.wires) {
      const column = at[valve.gate];
      if (!column) continue;
      const over = Math.abs(column.x - end.x) < 1;
      const aside = end.side === "left" && column.x > end.x - 4;
      const x = aside ? end.x - 9 : column.x;
      const points = over ? [[x, M.box], [x, end.y]] : [[x, M.box], [x, end.y], [end.x, end.y]];
      add("wire", { style: "control", q: valve.id, line: valve.gate, points });
    }
  }
}

function boxPiece(model, { kind, key, line, box }, { add, at, M }) {
  const { x, w } = at[key];
  const rect = { x: x - w / 2, y: M.box, w, h: M.boxHeight, compact: M.narrow, characters: M.narrow ? 8 : 10 };
  if (kind === "box") add("box", { ...rect, q: line, line, pre: box.pre });
  if (kind === "source") add("box", { ...rect, q: key, line: key });
  if (kind !== "derived") return;
  const { of } = model.schematic.derived.find((one) => one.line === line);
  add("box", { ...rect, q: line, line, derived: of });
  for (const source of of) {
    const from = at[source];
    if (!from) continue;
    const y = M.box + M.boxHeight / 2;
    add("wire", { style: "control", q: line, line: source, arrow: true,
      points: [[from.x + from.w / 2, y], [x - w / 2 - 1, y]] });
  }
}

// Inputs and states before: thin rails under the boxes, a tap for each box, a valve where a gate
// stands in a feed. Peepholes: dotted, from the memory line.
function feeds(model, boxes, { add, at, M, width, frame, bus, ends, height }) {
  const rails = railsOf(model, boxes, bus);
  const bottom = M.box + M.boxHeight;
  const peeps = [];
  const taps = [];
  for (const box of boxes) {
    const { x, w } = at[box.line];
    const side = Math.min(13, w / 5);
    for (const feed of box.feeds) {
      if (feed.kind === "peephole" || model.line[feed.from]) peeps.push({ box, feed, x, side: Math.min(20, w / 3.4) });
      const rail = rails[feed.from];
      if (!rail || feed.kind === "peephole") continue;
      const gated = feed.valves.length > 0;
      const tx = feed.from === "x" ? x + (gated ? 0 : side) : gatedTap(box, x, w, side) - rail.aside;
      taps.push({ box, feed, x: tx, gated });
      rail.last = Math.max(rail.last, tx);
    }
  }
  const entry = frame.x + (M.narrow ? 4 : 22);
  const start = M.narrow ? 4 : frame.x + 34;
  let memoryFeeds = false;
  let named = false; // at the foot of a narrow drawing
  for (const [q, rail] of Object.entries(rails)) {
    if (q === "x" || !rail.last) continue;
    const line = q.replace("_prev", "");
    const origin = ends[q];
    memoryFeeds ||= Boolean(origin);
    const y = M.box + M.boxHeight / 2;
    const from = origin ? [[origin.x, origin.y]] : M.narrow ? [[0, rail.y]] : [[0, y], [entry, y]];
    const corner = from.at(-1)[0];
    add("wire", { style: "rail", q, line, points: [...from, [corner, rail.y], [rail.last, rail.y]] });
    if (origin) add("joint", { line, x: origin.x, y: origin.y });
    else if (!M.narrow) stateLabels(add, M, line, width, y, ["before"]);
    else {
      named = true;
      add("state", { q, line, before: true, x: 2, anchor: "start", inline: height - 6, characters: 8, room: width * 0.36 });
    }
  }
  if (rails.x.last) {
    const inputX = M.narrow ? (memoryFeeds && !named ? 16 : width * 0.42) : start;
    add("wire", { style: "rail", q: "x", line: "x",
      points: [[inputX, height], [inputX, rails.x.y], [Math.max(rails.x.last, inputX), rails.x.y]] });
    add("input", { q: "x", line: "x", x: inputX + 9, y: height - 6, room: (M.narrow ? width : frame.right) - inputX - 16 });
    const least = Math.min(...taps.filter((tap) => tap.feed.from === "x").map((tap) => tap.x));
    if (least < inputX) add("wire", { style: "rail", q: "x", line: "x", points: [[inputX, rails.x.y], [least, rails.x.y]] });
  }
  for (const { box, feed, x, gated } of taps) {
    const railY = rails[feed.from].y;
    const line = feed.from.replace("_prev", "");
    add("wire", { style: "tap", q: feed.from, line, to: box.line, points: [[x, railY], [x, bottom + 1]] });
    if (!gated) continue;
    const after = feed.kind === "product";
    const ringY = after ? bottom + M.tap + 4 : bottom + M.tap + 25;
    const chipY = after ? bottom + 2 * M.tap + 17 : bottom + 12;
    for (const valve of feed.valves) {
      const label = { x: x + M.tap + 5, y: ringY + 4, anchor: "start", small: true };
      add("valve", { valve, product: feed.id, x, y: ringY, r: M.tap, flow: "up", label, small: true });
      tapControl(add, at, M, valve, x - M.tap, ringY, bottom);
    }
    if (feed.param) add("chip", { q: feed.id, line: box.line, x, y: chipY, text: feed.param, feed });
  }
  for (const { box, feed, x, side } of peeps) peephole(model, add, at, M, frame, ends, { box, feed, x, side });
}

// A rail for the input and for each state that a box reads through a matrix, one above the other.
function railsOf(model, boxes, bus) {
  const rails = { x: { y: bus + 9, last: 0, aside: 0 } };
  const read = new Set(boxes.flatMap((box) => box.feeds.map(({ from }) => from)));
  const names = model.states.map((state) => `${state}_prev`).filter((name) => read.has(name));
  names.forEach((name, k) => {
    rails[name] = { y: bus - 8 * k, last: 0, aside: 12 * k };
  });
  return rails;
}

// What a cell puts out itself, beside a memory: from its box to the right edge.
function ownOutput(model, boxes, { add, at, M, width, ends }) {
  const line = model.cell.own;
  if (!line || !boxes.some((box) => box.line === line)) return;
  const { x, w } = at[line];
  const y = M.box + M.boxHeight / 2;
  add("pipe", { q: line, line, points: [[x + w / 2, y], [width, y]], arrow: true });
  if (!M.narrow) stateLabels(add, M, line, width, y, ["after"]);
  ends.outlet = { line, y, above: M.line };
}

function gatedTap(box, x, w, side) {
  return box.feeds.some((feed) => feed.valves.length) ? x - w / 2 + 22 : x - side;
}

function tapControl(add, at, M, valve, x, y, bottom) {
  const gate = at[valve.gate];
  if (!gate) return;
  const right = gate.x + gate.w / 2;
  const middle = M.box + M.boxHeight / 2;
  const turn = Math.min(right + 8, x - 4);
  const points = turn > right
    ? [[right, middle], [turn, middle], [turn, y], [x, y]]
    : [[gate.x + gate.w / 3, bottom], [gate.x + gate.w / 3, y], [x, y]];
  add("wire", { style: "control", q: valve.id, line: valve.gate, points });
}

function peephole(model, add, at, M, frame, ends, { box, feed, x, side }) {
  const end = ends[feed.from];
  if (!end) return;
  const before = feed.from.endsWith("_prev");
  const rail = M.box - 10;
  const to = before ? x - side : x + side;
  const from = before ? end.x : Math.max(end.x, Math.min(to, end.x + 400));
  const points = Math.abs(from - to) < 1
    ? [[to, end.y], [to, M.box]]
    : [[from, end.y], [from, rail], [to, rail], [to, M.box]];
  add("wire", { style: feed.kind === "peephole" ? "peephole" : "rail", q: feed.id, line: feed.from.replace("_prev", ""), points, feed });
  add("joint", { line: feed.from.replace("_prev", ""), x: from, y: end.y, small: true });
}
