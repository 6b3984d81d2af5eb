// Draws what is read out: a name, a bar and a value a row.
import { svg, write } from "../../shared/dom.js";
import { fitted } from "../../shared/format.js";
import { symbolOf } from "../formula.js";
import { fittedText, textWidth } from "./measure.js";

const READOUT_BLANK = "·";

export function drawReadout(piece, { item, model, fonts, word }) {
  const { x, y, w, row, rows, more } = piece;
  const valueRoom = 60;
  const font = `12.5px ${fonts.text}`;
  const said = Array.from({ length: piece.ranked ? model.size("y") : rows }, (_, k) => model.label("y", k + 1));
  const nameRoom = Math.min(w * 0.42, Math.max(...said.map((name) => textWidth(name, font) + 1)));
  const left = x + nameRoom + 6;
  const length = Math.max(10, w - nameRoom - valueRoom - 12);
  const head = svg("text", { class: "dg-title", x, y, "data-label": "y" });
  const softmax = model.readout !== "linear";
  const others = more ? word("more", { count: more }) : "";
  const room = w - 28 - (piece.beside ? textWidth(` · ${others}`, `13px ${fonts.text}`) : 0);
  const title = fittedText(word(softmax ? "info_probability" : "info_readout"), room, `13px ${fonts.text}`);
  item.append(head);
  const lines = Array.from({ length: rows }, (_, k) => {
    const level = y + (k + 1) * row;
    const place = { x: left, y: level - 8, width: length, height: 8, rx: 1.5 };
    const bar = svg("rect", { class: "dg-bar", ...place });
    bar.style.transformOrigin = `${left}px 0`;
    const name = svg("text", { class: "dg-name", x, y: level, "data-label": "y" });
    const value = svg("text", { class: "dg-small-value", x: x + w - 2, y: level, "text-anchor": "end", "data-label": "value" });
    item.append(svg("rect", { class: "dg-bar-track", ...place }), bar, name, value);
    return { bar, name, value };
  });
  if (more && !piece.beside) item.append(svg("text", { class: "dg-name", x, y: y + (rows + 1) * row, "data-label": "y" }, others));
  item.style.setProperty("--line", "var(--line-y)");
  const names = said.map((name) => fittedText(name, nameRoom, font));
  return (moment) => {
    const known = moment.reached("y");
    const extent = softmax ? 1 : moment.scale("y") || 1;
    write(head, [`${symbolOf(model, "y", moment.t)} ${title}`, ...(piece.beside ? [others] : [])].join(" · "));
    const order = piece.ranked && known ? byValue(model, moment.t) : names.map((_, k) => k + 1);
    lines.forEach(({ bar, name, value }, place) => {
      const k = order[place];
      const amount = model.at("y", moment.t, k);
      write(name, names[k - 1]);
      write(value, known ? fitted(amount, 7) : READOUT_BLANK);
      const share = known && Number.isFinite(amount) ? Math.min(1, Math.abs(amount) / extent) : 0;
      bar.style.transform = `scaleX(${share})`;
      bar.classList.toggle("dg-negative", amount < 0);
    });
  };
}

// The outputs of a step, the largest first; equal ones in their order.
function byValue(model, t) {
  const places = Array.from({ length: model.size("y") }, (_, k) => k + 1);
  const of = (k) => (Number.isNaN(model.at("y", t, k)) ? -Infinity : model.at("y", t, k));
  return places.sort((a, b) => Math.sign(of(b) - of(a)) || a - b);
}
