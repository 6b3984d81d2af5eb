// Draws a group of bars: a number a bar, its value above, its name below; the chosen unit's is
// marked.
import { svg, write } from "../../../shared/dom.js";
import { brief, fitted } from "../../../shared/format.js";
import { symbolOf } from "../../formula.js";
import { fittedText, textWidth } from "../measure.js";

const BARS_HEAD = 24;
const BARS_ROW = 17; // of numbers above the bars, and of names below
const BARS_GAPS = [1, 2, 5, 10, 20, 50, 100]; // of so many bars one has its number below it
const BARS_BLANK = "·";
const BARS_FONTS = [13, 12, 11]; // px of the values, the largest in which they fit
const BARS_DIGITS = 5; // 0.123, and one more where there is a minus
const BARS_MOST_DIGITS = 7;

export function drawBars(piece, { item, model, fonts, word, large }) {
  const { q, above, x, y, w, h, count } = piece;
  const step = w / count;
  const [low, high] = model.line[q]?.bounds ?? [null, null];
  const isShare = low === 0 && high === 1;
  const most = isShare ? 1 : barsLargestOf(model, q) || 1;
  const signed = !isShare && barsAnyBelow(model, q);
  const least = BARS_DIGITS + ([q, above].some((one) => one && barsAnyBelow(model, one)) ? 1 : 0);
  const size = (large ? BARS_FONTS.slice(0, 1) : BARS_FONTS).find((one) => textWidth("0".repeat(least), `${one}px ${fonts.code}`) <= step - 2);
  const valued = size !== undefined;
  const top = y + BARS_HEAD + (above && valued ? BARS_ROW : 0) + (valued ? BARS_ROW : 4);
  const floor = y + h - BARS_ROW;
  const zero = signed ? (top + floor) / 2 : floor;
  const room = signed ? (floor - top) / 2 : floor - top;
  const width = Math.max(1.5, Math.min(46, step * 0.72));
  const axis = barsAxisOf(model, q);
  const nameFont = `13px ${fonts.text}`; // its size before a class
  const characters = barsCharactersOf(step, least, `${size}px ${fonts.code}`);
  const names = barsNamesOf(model, axis, count, step - 3, nameFont);
  if (valued) item.style.setProperty("--digits", `${size}px`);

  const head = svg("text", { class: "dg-title", x, y: y + 15, "data-label": "bars" });
  const letter = svg("tspan", { class: "dg-symbol" }, symbolOf(model, q, 1));
  const title = fittedText(barsTitleOf(model, q, word), w - textWidth(q, `700 17px ${fonts.text}`) - 8, `13px ${fonts.text}`);
  head.append(letter, svg("tspan", { dx: 5 }, title));
  if (above && valued) head.append(svg("tspan", { class: "dg-symbol dg-score", dx: 12 }, above), svg("tspan", { dx: 4 }, model.line[above].plain));
  const line = svg("path", { class: "dg-axis", d: `M${x} ${zero} H${x + w}` });
  item.append(head, line);
  item.style.setProperty("--line", `var(--line-${q}, var(--line-x))`);
  if (above) item.style.setProperty("--above", `var(--line-${above}-text)`);
  item.style.setProperty("--line-text", `var(--line-${q}-text, var(--line-x-text))`);

  const bars = Array.from({ length: count }, (_, n) => {
    const middle = x + (n + 0.5) * step;
    const bar = svg("rect", { class: "dg-bar", x: middle - width / 2, y: zero - room, width, height: room, rx: 1.5 });
    bar.style.transformOrigin = `0 ${zero}px`;
    const mark = svg("rect", { class: "dg-chosen", x: middle - step / 2 + 1, y: top - (valued ? BARS_ROW : 2), width: Math.max(1, step - 2), height: floor - top + (valued ? BARS_ROW : 2) + BARS_ROW - 2, rx: 6 });
    const text = (level, css) => {
      const node = svg("text", { class: css, x: middle, y: level, "text-anchor": "middle", "data-label": "bars" });
      item.append(node);
      return node;
    };
    item.append(mark, bar);
    const value = valued ? text(top - 4, "dg-small-value") : null;
    const score = above && valued ? text(top - BARS_ROW - 4, "dg-small-value dg-score") : null;
    if (names[n]) {
      const name = text(floor + 13, "dg-name");
      write(name, names[n]);
      name.setAttribute("x", Math.min(middle, x + w - textWidth(names[n], nameFont) / 2)); // the last one ends with its bar
    }
    return { bar, mark, value, score };
  });

  return (moment) => {
    const known = moment.reached(q);
    write(letter, symbolOf(model, q, moment.t));
    const chosen = model.unitOf(q, moment.unit);
    bars.forEach(({ bar, mark, value, score }, n) => {
      const amount = model.at(q, moment.t, n + 1);
      const share = known && Number.isFinite(amount) ? Math.max(-1, Math.min(1, amount / most)) : 0;
      bar.style.transform = `scaleY(${share})`;
      bar.classList.toggle("dg-negative", share < 0);
      mark.style.visibility = q !== "x" && count > 1 && n + 1 === chosen ? "visible" : "hidden";
      if (value) write(value, known ? barsWritten(q, amount, characters) : BARS_BLANK);
      if (score) write(score, moment.reached(above) ? fitted(model.at(above, moment.t, n + 1), characters) : BARS_BLANK);
    });
  };
}

// What is read is written as it was typed, what is made with its decimals.
function barsWritten(q, amount, characters) {
  const text = q === "x" ? brief(amount) : "";
  return text && text.length <= characters ? text : fitted(amount, characters);
}

function barsCharactersOf(step, least, font) {
  let most = BARS_MOST_DIGITS;
  while (most > least && textWidth("0".repeat(most + 1), font) > step) most -= 1;
  return most;
}

// Names of the bars as far as they fit; their numbers where they could not be told apart any more,
// and of many every second, fifth ...
function barsNamesOf(model, axis, count, room, font) {
  const places = Array.from({ length: count }, (_, n) => n + 1);
  const whole = places.map((n) => model.label(axis, n, String(n)));
  const cut = whole.map((name) => fittedText(name, room, font));
  if (cut.every(Boolean) && new Set(cut).size === new Set(whole).size) return cut;
  const widest = textWidth(String(count), font);
  const gap = BARS_GAPS.find((one) => one * (room + 3) >= widest + 4) ?? BARS_GAPS.at(-1);
  return places.map((n) => (n % gap === 0 ? String(n) : ""));
}

// Whose names its bars have: of inputs, outputs or positions.
function barsAxisOf(model, q) {
  if (q === "x") return "x";
  if (model.line[q].role === "gate") return "m";
  return q === "y" ? "y" : "d";
}

function barsTitleOf(model, q, word) {
  return q === "x" ? word(model.cell.family === "attention" ? "query" : "read") : model.line[q].title;
}

function barsLargestOf(model, q) {
  return barsValuesOf(model, q).reduce((most, one) => (Number.isFinite(one) ? Math.max(most, Math.abs(one)) : most), 0);
}

function barsAnyBelow(model, q) {
  return barsValuesOf(model, q).some((one) => one < 0);
}

function barsValuesOf({ arrays, numbers }, q) {
  const { offset, shape } = arrays[q];
  return numbers.subarray(offset, offset + shape.reduce((all, one) => all * one, 1));
}
