// Draws the pieces of a layout. Each drawer makes its nodes once and returns what sets them to a
// moment: `(moment) => void`, with moment = {t, unit, reached(q), value(q), held(line), scale(group), share(value, group)}.
import { svg, write } from "../../shared/dom.js";
import { fitted, percent, short, subscript } from "../../shared/format.js";
import { symbolOf, valueById } from "../formula.js";
import { fittedList, fittedText, textWidth } from "./measure.js";
import { drawReadout } from "./pieces_readout.js";
import { drawBars } from "./stateless/bars.js";

const BLANK = "·";
const TRACK = 14; // width of a pipe
const JAW = 7.5; // how far a jaw moves from shut to open
const LEAST = 1.5; // width of the least amount that is not 0

export const DRAWERS = {
  frame: drawFrame, pipe: drawPipe, wire: drawWire, valve: drawValve, box: drawBox, term: drawBox,
  plus: drawPlus, pill: drawPill, chip: drawChip, joint: drawJoint, state: drawState,
  amount: drawAmount, input: drawInput, hint: drawHint, readout: drawReadout, bars: drawBars,
};

// Paint order: rails under pipes under valves under texts.
export const LAYERS = ["frame", "wire", "pipe", "joint", "valve", "plus", "pill", "chip", "box", "term", "amount", "state", "input", "hint", "readout", "bars"];

function drawFrame({ x, y, w, h }, { layer }) {
  layer.append(svg("rect", { class: "dg-frame", x, y, width: w, height: h, rx: 14 }));
  return () => {};
}

function pathOf(points) {
  return points.map(([x, y], k) => `${k ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join(" ");
}

function drawPipe(piece, { item, flows }) {
  const points = piece.points.map((point) => [...point]);
  let head = null;
  if (piece.arrow) {
    const [x, y] = points.at(-1);
    const tip = piece.arrow === true ? x - 1 : piece.arrow - 1;
    points.at(-1)[0] = piece.arrow === true ? x - 11 : x;
    head = svg("path", { class: "dg-head", d: `M${tip - 11} ${y - 9} L${tip} ${y} L${tip - 11} ${y + 9} Z` });
  }
  const d = pathOf(points);
  const track = svg("path", { class: "dg-track", d, "stroke-width": TRACK });
  const fill = svg("path", { class: "dg-flow", d });
  const beads = svg("path", { class: "dg-beads", d });
  item.append(track, fill, beads, ...(head ? [head] : []));
  item.style.setProperty("--line", `var(--line-${piece.line}, var(--line-x))`);
  const stream = { beads, moving: false };
  flows.push(stream);
  let last = null;
  return (moment) => {
    const value = moment.value(piece.q);
    const share = moment.reached(piece.q) ? moment.share(value, piece.group) : 0;
    const width = share ? LEAST + (TRACK - 3 - LEAST) * share : 0;
    if (width === last) return;
    last = width;
    stream.moving = width > 0;
    stream.pace = 26 + 40 * share;
    fill.style.strokeWidth = width;
    fill.style.visibility = width ? "visible" : "hidden";
    beads.style.visibility = width ? "visible" : "hidden";
    beads.style.strokeWidth = width < 5 ? 4.5 : Math.max(2.2, width * 0.34);
    beads.classList.toggle("dg-on", width >= 5);
    head?.classList.toggle("dg-empty", !width);
  };
}

function drawWire(piece, { item }) {
  const d = pathOf(piece.points);
  const halo = svg("path", { class: "dg-halo", d });
  const wire = svg("path", { class: `dg-wire dg-${piece.style}`, d });
  item.append(...(piece.style === "tap" || piece.style === "control" ? [halo, wire] : [wire]));
  if (piece.arrow) {
    const [[px, py], [x, y]] = piece.points.slice(-2);
    const dx = Math.sign(x - px) * 6;
    const dy = Math.sign(y - py) * 6;
    item.append(svg("path", { class: "dg-tip", d: `M${x} ${y} L${x - dx - dy * 0.6} ${y - dy - dx * 0.6} L${x - dx + dy * 0.6} ${y - dy + dx * 0.6} Z` }));
  }
  // Thin: in the colour of texts.
  item.style.setProperty("--line", `var(--line-${piece.line}-text, var(--line-x-text))`);
  return () => {};
}

function drawJoint({ line, x, y, small }, { layer }) {
  const dot = svg("circle", { class: "dg-joint", cx: x, cy: y, r: small ? 3 : 4.5 });
  dot.style.setProperty("--line", `var(--line-${line})`);
  layer.append(dot);
  return () => {};
}

function drawValve(piece, { item, word, model, narrow, tight }) {
  const { x, y, r, flow, valve, label, small } = piece;
  const jawLength = small ? r * 0.55 : r - 8.5;
  const jawWidth = small ? 5 : 9;
  const travel = small ? 4 : JAW;
  const jaws = [-1, 1].map((side) => svg("rect", {
    class: "dg-jaw", x: -jawWidth / 2, y: side < 0 ? -jawLength : 0,
    width: jawWidth, height: jawLength, rx: 1.5,
  }));
  const body = svg("g", { transform: `translate(${x} ${y}) rotate(${flow === "right" ? 0 : 90})` },
    svg("circle", { class: "dg-ring-halo", r: r + 1 }), svg("circle", { class: "dg-ring", r: r - 1 }), ...jaws);
  const text = label && svg("text", { class: small || narrow ? "dg-percent dg-small" : "dg-percent", x: label.x, y: label.y, "text-anchor": label.anchor, "data-label": "valve" });
  const lock = padlock(x + 0.8 * r, y - 0.8 * r);
  item.append(body, lock, ...(text ? [text] : []));
  item.style.setProperty("--line", `var(--line-${valve.gate}, var(--line-x))`);
  item.style.setProperty("--line-text", `var(--line-${valve.gate}-text, var(--line-x-text))`);
  // What opens it has no box of its own: a leak, a clock.
  const name = valve.gate in model.cell.valves && valve.gate.split("_")[0];
  const named = name && (valve.inverted ? `1 − ${name}` : name);
  let last = null;
  return (moment) => {
    lock.style.display = moment.held(valve.gate) ? "" : "none";
    const known = moment.reached(valve.id);
    const value = known ? moment.value(valve.id) : NaN;
    const key = known ? value : null;
    if (Object.is(key, last)) return;
    last = key;
    const share = Math.max(0, Math.min(1, value)) || 0;
    jaws.forEach((jaw, k) => {
      jaw.style.transform = `translateY(${(k ? 1 : -1) * share * travel}px)`;
    });
    if (!text) return;
    const amount = percent(value);
    const plain = small || narrow || tight || !amount.endsWith("%");
    const opening = plain ? amount : word("open", { percent: amount });
    write(text, !known ? BLANK : named ? `${named}: ${opening}` : opening);
  };
}

// A gate that is held at a value, whatever its sum says.
function padlock(x, y) {
  return svg("g", { class: "dg-lock", transform: `translate(${x} ${y})` },
    svg("rect", { x: -5.5, y: -1, width: 11, height: 8.5, rx: 1.8 }),
    // Over the body's pale edge, which would part the two: an open lock.
    svg("path", { d: "M-3.4 0 V-3.2 A3.4 3.4 0 0 1 3.4 -3.2 V0" }));
}

function drawBox(piece, { item, word, model, fonts }) {
  const { x, y, w, h, line, compact, kind } = piece;
  const term = kind === "term";
  const rows = term || !model.has(line) ? 1 : model.size(line);
  const own = rows > 1 && rows !== model.units; // a line with units of its own says which
  const symbol = term ? (piece.symbol === "Σ" ? "Σ" : "") : line;
  const sizes = compact ? [11.5, 10.5] : [13, 11.5, 10.5];
  const room = w - 8;
  const symbolFont = `700 17px ${fonts.text}`;
  const symbolWidth = symbol ? textWidth(symbol, symbolFont) + 5 : 0;
  const labels = piece.derived ? [`= 1 − ${piece.derived[0]}`] : term ? [word(piece.title)] : [...model.line[line].short, ""];
  const choices = labels.flatMap((text) => sizes.map((size) => ({ text, size })));
  const fits = ({ text, size }) => textWidth(text, `${size}px ${fonts.text}`) <= room - symbolWidth;
  const { text, size } = choices.find(fits) ?? choices.at(-1);
  const shown = fittedText(text, room - symbolWidth, `${size}px ${fonts.text}`);
  const total = symbolWidth + textWidth(shown, `${size}px ${fonts.text}`);
  const start = x + (w - total) / 2;
  const head = svg("text", { class: "dg-title", x: start, y: y + h * 0.38, "data-label": "box" });
  const letter = symbol && svg("tspan", { class: "dg-symbol" }, symbol);
  if (letter) head.append(letter);
  if (shown) head.append(svg("tspan", { dx: symbol ? 5 : 0, style: `font-size: ${size}px` }, shown));
  const value = svg("text", { class: "dg-value", x: x + w / 2, y: y + h * 0.78, "text-anchor": "middle", "data-label": "value" });
  const bar = svg("rect", { class: "dg-bar", x: x + w / 2, y: y + h - 5, width: w / 2 - 9, height: 2.5 });
  const [low, high] = model.line[line]?.bounds ?? [null, null];
  const oneSided = !term && low === 0 && high === 1;
  if (oneSided) {
    bar.setAttribute("x", x + 9);
    bar.setAttribute("width", w - 18);
  }
  bar.style.transformOrigin = `${oneSided ? x + 9 : x + w / 2}px 0`;
  const classes = `dg-box${term ? " dg-term" : ""}${piece.derived ? " dg-derived" : ""}`;
  item.append(svg("rect", { class: classes, x, y, width: w, height: h, rx: 9 }), bar, head, value);
  item.style.setProperty("--line", `var(--line-${line}, var(--line-x))`);
  item.style.setProperty("--line-text", `var(--line-${line}-text, var(--line-x-text))`);
  let last = null;
  return (moment) => {
    if (own) write(letter, `${line}${subscript(model.unitOf(line, moment.unit))}`);
    const known = moment.reached(piece.q);
    const sum = !known && piece.pre && moment.reached(piece.pre);
    const amount = known ? moment.value(piece.q) : sum ? moment.value(piece.pre) : null;
    const text = amount === null ? BLANK : sum ? `Σ ${fitted(amount, piece.characters - 2)}` : moment.text(piece.q, piece.characters);
    write(value, text);
    value.classList.toggle("dg-sum", Boolean(sum));
    const extent = term ? moment.scale("sum") : oneSided ? 1 : high ?? moment.scale();
    const share = known && Number.isFinite(amount) ? Math.max(-1, Math.min(1, amount / (extent || 1))) : 0;
    if (share === last) return;
    last = share;
    bar.style.transform = `scaleX(${share})`;
  };
}

function drawPlus({ x, y, r }, { item }) {
  item.append(
    svg("circle", { class: "dg-plus", cx: x, cy: y, r }),
    svg("path", { class: "dg-cross", d: `M${x - 6} ${y} H${x + 6} M${x} ${y - 6} V${y + 6}` }),
  );
  return () => {};
}

function drawPill({ x, y, symbol, line }, { item, fonts }) {
  const w = textWidth(symbol, `600 12.5px ${fonts.text}`) + 16;
  item.append(
    svg("rect", { class: "dg-pill", x: x - w / 2, y: y - 10, width: w, height: 20, rx: 10 }),
    svg("text", { class: "dg-pill-text", x, y: y + 4.5, "text-anchor": "middle", "data-label": "pill" }, symbol),
  );
  item.style.setProperty("--line", `var(--line-${line})`);
  item.style.setProperty("--line-text", `var(--line-${line}-text)`);
  return () => {};
}

function drawChip({ x, y, text, line }, { item }) {
  const letter = text.replace(/_.*/, "");
  item.append(
    svg("rect", { class: "dg-chip", x: x - 9, y: y - 7.5, width: 18, height: 15, rx: 3 }),
    svg("text", { class: "dg-chip-text", x, y: y + 4, "text-anchor": "middle", "data-label": "chip" }, letter),
  );
  item.style.setProperty("--line", `var(--line-${line})`);
  return () => {};
}

function drawState(piece, { item, model, word, fonts }) {
  const { line, before, x, anchor, characters } = piece;
  const side = { "text-anchor": anchor };
  const title = svg("text", { class: "dg-title", x, y: piece.title, ...side, "data-label": "state" });
  const value = svg("text", { class: "dg-state", x, y: piece.inline ?? piece.value, ...side, "data-label": "value" });
  const inline = piece.inline !== undefined;
  const name = inline || piece.short ? "" : nameOf(model, line, piece.room - 26, `13px ${fonts.text}`);
  item.append(...(inline ? [] : [title]), value);
  item.style.setProperty("--line-text", `var(--line-${line}-text)`);
  return (moment) => {
    const symbol = symbolOf(model, before ? `${line}_prev` : line, moment.t);
    const amount = moment.reached(piece.q) ? moment.text(piece.q, characters) : BLANK;
    write(title, name ? `${symbol} ${name}` : symbol);
    write(value, inline ? `${symbol} ${amount}` : amount);
  };
}

// The title of a line, or a shorter one where the title is too long.
function nameOf(model, line, room, font) {
  const { title, plain, short } = model.line[line] ?? { title: "", plain: "", short: [] };
  const texts = [title, plain, ...short];
  return texts.find((text) => textWidth(text, font) <= room) ?? fittedText(texts.at(-1), room, font);
}

function drawAmount(piece, { item, word }) {
  const text = svg("text", { class: "dg-amount", x: piece.x, y: piece.y, "text-anchor": piece.anchor, "data-label": "amount" });
  const name = svg("tspan", {}, `${word(piece.word)} `);
  const value = svg("tspan", { class: "dg-number" });
  text.append(name, value);
  item.append(text);
  return (moment) => {
    write(value, moment.reached(piece.q) ? moment.text(piece.q, piece.characters) : BLANK);
  };
}

function drawInput(piece, { item, model, fonts }) {
  const text = svg("text", { class: "dg-input", x: piece.x, y: piece.y, "data-label": "input" });
  item.append(text);
  const font = `600 14px ${fonts.code}`;
  return ({ t }) => {
    const parts = Array.from({ length: model.sizes.X }, (_, k) => short(model.at("x", t, k + 1)));
    const name = `${symbolOf(model, "x", t)} = `;
    const one = parts.length === 1;
    const room = piece.room - textWidth(name, font) - 4;
    write(text, name + fittedList(parts, room, font, one ? "" : "(", one ? "" : ")"));
  };
}

// Where the states go: around, into the next step.
function drawHint({ x, y, anchor }, { layer, model, word }) {
  const text = svg("text", { class: "dg-name", x, y, "text-anchor": anchor, "data-label": "hint" });
  layer.append(text);
  return ({ t }) => write(text, t < model.T ? `↻ ${word("into_step", { t: t + 1 })}` : word("last_step"));
}

// Largest |value| of some quantities over the run, for one unit; infinities aside.
export function largest(model, quantities, unit) {
  let most = 0;
  for (const q of quantities) {
    for (let t = 1; t <= model.T; t += 1) {
      const size = Math.abs(valueById(model, q, t, unit));
      if (size > most && size < Infinity) most = size;
    }
  }
  return most;
}
