// The score as heat strips, for many steps or units: a strip a line, a row a unit, a column a
// timestep. Drawn once a run; only the cursor moves.
import { el, write } from "../../shared/dom.js";
import { entryOf } from "../../shared/entry.js";
import { Field } from "../../shared/field.js";
import { fixed, full, subscript } from "../../shared/format.js";
import { Curves } from "./curves.js";
import { Names } from "./names.js";
import { goTo, insertStep, scrubbing, StepMenu } from "./cursor.js";
import { markTyped, PredictionSlots } from "../predict.js";
import { scoreRows } from "./rows.js";
import { channels, isDark, mixed } from "../../shared/colours.js";

const ROW_HEIGHT = 3.5; // px a unit, within the two below
const STRIP_LEAST = 16;
const STRIP_MOST = 64;

export class ScoreStrips {
  constructor(store, corner) {
    this.store = store;
    this.curves = new Curves(store);
    this.names = new Names(store);
    this.menu = new StepMenu(store, this.names);
    this.slots = new PredictionSlots(store, "score", "score-field");
    this.axis = el("div", { class: "score-axis" });
    this.handle = el("div", { class: "score-handle" });
    this.beam = el("div", { class: "score-beam" });
    this.tip = el("div", { class: "score-tip", hidden: true });
    this.typed = el("div", { class: "score-typed" });
    this.sheet = el("div", { class: "score-strips" });
    this.plus = el("button", { class: "score-plus", type: "button" }, "+");
    this.plus.addEventListener("click", () => insertStep(store, store.model.T + 1));
    this.corner = corner;
    this.root = el("div", { class: "score-strips-box" }, this.typed, this.sheet, this.tip);
    this.fields = [];
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.sheet);
    this.plot = el("div", { class: "score-plot score-curve-cell" }, this.curves.plot);
    scrubbing(this.plot, (event) => goTo(store, this.stepAt(event)));
    scrubbing(this.axis, (event) => goTo(store, this.stepAt(event)));
  }

  update() {
    const { model } = this.store;
    const shape = JSON.stringify([model.cell, model.sizes, model.labels, model.lines, model.readout]);
    if (shape !== this.shape) this.build();
    this.shape = shape;
    this.curves.update();
    this.unit = this.store.view.unit;
    this.covered = this.store.cover.key;
    this.draw();
    for (const field of this.fields) field.update();
    this.flagRefused();
  }

  // A refused input of a step that is not on screen: a flag on the axis leads there.
  flagRefused() {
    const { model } = this.store;
    for (const flag of this.axis.querySelectorAll(".score-flag")) flag.remove();
    for (const [entry, { message }] of Object.entries(model.rejected)) {
      const [, at] = entry.match(/^x\.(\d+)\./) ?? [];
      if (at === undefined) continue;
      const t = Number(at);
      const flag = el("button", { class: "score-flag", type: "button", title: message, "aria-label": `${model.word("step", { t })}: ${message}`,
        style: `left: ${(100 * (t - 0.5)) / model.T}%` }, "!");
      flag.addEventListener("click", () => goTo(this.store, t));
      this.axis.append(flag);
    }
  }

  build() {
    const { model } = this.store;
    this.slots.hold();
    const seen = new Set();
    this.typed.hidden = model.given.includes("inputs"); // there is nothing to type
    this.strips = scoreRows(model, 1)
      .filter(({ quantity, kind }) => kind !== "before" && !seen.has(quantity) && seen.add(quantity))
      .map((row) => this.strip(row));
    this.sheet.style.setProperty("--score-steps", model.T);
    this.sheet.replaceChildren(
      el("div", { class: "score-strip-row score-axis-row" }, el("div", { class: "score-head" }, this.corner), this.axis, el("div")),
      el("div", { class: "score-strip-row score-curve-row" }, el("div", { class: "score-head" }, this.curves.head),
        this.plot, el("div")),
      ...this.strips.map(({ root }) => root),
      el("div", { class: "score-over" }, this.beam),
    );
    this.drawAxis();
    this.inputFields();
    this.at = null;
  }

  strip(row) {
    const { model } = this.store;
    const many = model.size(row.quantity);
    const height = Math.max(STRIP_LEAST, Math.min(STRIP_MOST, ROW_HEIGHT * many));
    const canvas = el("canvas", { class: "score-canvas", role: "img" });
    canvas.setAttribute("aria-label", `${row.quantity}, ${row.title}`);
    const chosen = el("div", { class: "score-chosen", hidden: many === 1 || row.kind !== "line" });
    const value = el("span", { class: "score-number" });
    const place = { cell: el("div", { class: "score-value" }, value), number: value };
    const letter = many > 1 ? row.quantity : row.letter;
    const title = row.kind === "line" ? model.line[row.line].title : many === 1 ? row.title : model.word(row.kind === "input" ? "input" : "readout");
    const root = el("div", { class: "score-strip-row",
      style: `--line: var(--line-${row.line}); --line-text: var(--line-${row.line}-text); --score-rows: ${many}; height: ${height}px` },
      el("div", { class: "score-head", title: model.line[row.line]?.reads ?? null },
        el("b", { class: "score-letter" }, letter), " ", el("span", { class: "score-title" }, title)),
      el("div", { class: "score-plot" }, canvas, chosen), place.cell);
    const strip = { row, canvas, chosen, place, root, many };
    const under = (event) => {
      const box = canvas.getBoundingClientRect();
      const k = Math.floor(((event.clientY - box.top) / box.height) * many) + 1;
      return { t: this.stepAt(event), k: Math.max(1, Math.min(many, k)) };
    };
    scrubbing(canvas, (event) => {
      const { t, k } = under(event);
      const { view } = this.store;
      if (row.kind !== "line") goTo(this.store, t);
      else if (t !== view.t || k !== view.unit || view.phase !== null) this.store.go({ t, unit: k, phase: null });
    });
    canvas.addEventListener("pointermove", (event) => this.hover(strip, under(event), event));
    canvas.addEventListener("pointerleave", () => { this.tip.hidden = true; });
    return strip;
  }

  // Fields of the inputs at the current step.
  inputFields() {
    const { store } = this;
    const { model } = store;
    const named = this.names.hold();
    this.where = el("span", { class: "score-typed-title" });
    this.fields = Array.from({ length: model.sizes.X }, (_, j) => new Field(store, {
      kind: "score-field",
      entry: entryOf("x", 1, j + 1), label: "",
      read: () => store.model.at("x", Math.min(this.typedAt, store.model.T), j + 1),
      move: (down, right) => {
        const next = this.fields[j + down + right];
        next?.focus();
        return Boolean(next);
      },
      steps: "down",
      bits: () => store.model.isBits("x", j + 1),
    }));
    const boxes = this.fields.map((field, j) => el("label", { class: "score-typed-box" },
      this.names.at(el("span", {}, model.label("x", j + 1)), "x", j + 1), field.input));
    const add = model.word("add_step");
    this.plus.title = add;
    this.plus.setAttribute("aria-label", add);
    this.typed.replaceChildren(this.where, ...boxes, this.menu.root, this.plus);
    this.typedAt = 1;
    this.names.resume(named);
  }

  stepAt(event) {
    const box = this.axis.getBoundingClientRect();
    const { T } = this.store.model;
    return Math.max(1, Math.min(T, Math.floor(((event.clientX - box.left) / box.width) * T) + 1));
  }

  drawAxis() {
    const { T } = this.store.model;
    const gap = [1, 2, 5, 10, 20, 25, 50, 100].find((step) => T / step <= 12) ?? 100;
    const ticks = [];
    for (let t = 1; t <= T; t = t === 1 && gap > 1 ? gap : t + gap) {
      ticks.push(el("span", { class: "score-tick", style: `left: ${(100 * (t - 0.5)) / T}%` }, String(t)));
    }
    this.axis.replaceChildren(...ticks, this.handle);
  }

  draw() {
    const width = this.axis.clientWidth;
    if (!width || !this.strips) return;
    const dark = isDark(this.root);
    for (const strip of this.strips) this.drawStrip(strip, dark);
  }

  drawStrip({ row, canvas, many }, dark) {
    const { model } = this.store;
    const { T } = model;
    const paint = stripPainter(model, row, many, dark);
    canvas.width = T;
    canvas.height = many;
    const context = canvas.getContext("2d");
    const image = context.createImageData(T, many);
    const shown = this.store.cover.count(row.quantity);
    for (let t = 1; t <= shown; t += 1) {
      if (!this.store.knows(row.quantity, t)) continue;
      for (let k = 1; k <= many; k += 1) {
        const at = 4 * ((k - 1) * T + t - 1);
        image.data.set(paint(model.at(row.quantity, t, k)), at);
        image.data[at + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
  }

  hover({ row, many }, { t, k }, event) {
    const { model } = this.store;
    const known = this.store.knows(row.quantity, t);
    const value = known ? full(model.at(row.quantity, t, k)) : model.word("not_yet");
    const name = many > 1 && row.kind !== "line" ? `${row.quantity}${subscript(k)}` : row.quantity;
    const word = row.kind === "line" && many > 1 ? "hover_unit" : "hover";
    write(this.tip, model.word(word, { name, unit: k, t, value }));
    const box = this.root.getBoundingClientRect();
    this.tip.hidden = false;
    const left = Math.min(event.clientX - box.left + 14, box.width - this.tip.offsetWidth);
    this.tip.style.transform = `translate(${Math.max(0, left)}px, ${event.clientY - box.top + 14}px)`;
  }

  show() {
    const { view, model } = this.store;
    if (view.unit !== this.unit) {
      this.unit = view.unit;
      this.curves.update();
    }
    this.showCover();
    this.showPhase();
    this.curves.show();
    for (const mover of [this.handle, this.beam]) mover.style.setProperty("--score-t", view.t - 1);
    for (const { chosen, row } of this.strips) chosen.style.setProperty("--score-unit", model.unitOf(row.quantity, view.unit) - 1);
    write(this.handle, `t = ${view.t}`);
    const values = this.strips.filter(({ row, many }) => many === 1 || row.kind === "line");
    this.showAsked(values);
    for (const { row, place } of values) {
      const known = this.store.reached(row.quantity);
      const k = row.kind === "line" ? model.unitOf(row.quantity, view.unit) : 1;
      write(place.number, known ? fixed(model.at(row.quantity, view.t, k)) : "·");
      markTyped(this.store, place, { name: row.quantity, t: view.t, k, known });
    }
    this.menu.show();
    this.showFields(view.t);
  }

  // Where numbers of this step are asked, fields; inside the step the sentence asks for the line.
  showAsked(values) {
    const { model, view, predictions } = this.store;
    const asked = predictions.asked.filter((name) => view.phase === null || (model.readout && name === "y"));
    this.slots.show(values.filter(({ row }) => asked.includes(row.quantity)).map(({ row, place }) => ({
      name: row.quantity, k: row.kind === "line" ? model.unitOf(row.quantity, view.unit) : 1, host: place.cell,
      label: model.word("predict_field", { name: row.quantity, t: view.t }),
    })));
  }

  // Draws anew what was covered or revealed.
  showCover() {
    const { key } = this.store.cover;
    if (key === this.covered) return;
    this.covered = key;
    this.curves.update();
    this.draw();
  }

  // And, inside a step, what was computed since the last time.
  showPhase() {
    const { phase, t } = this.store.view;
    const key = phase === null ? "" : `${t} ${phase}`;
    if (key !== this.inside) this.draw();
    this.inside = key;
  }

  // The fields follow the step, but never under the hands of someone typing.
  showFields(t) {
    if (this.typedAt === t && this.bound === this.shape) return;
    if (this.fields.some((field) => field.focused)) return;
    const { model } = this.store;
    this.typedAt = t;
    this.bound = this.shape;
    const name = model.label("t", t, "");
    write(this.where, model.word("inputs_at", { t: name ? `${t} ${name}` : t }));
    this.names.show(this.where, "t", t);
    this.fields.forEach((field, j) => {
      const name = model.label("x", j + 1);
      field.bind(entryOf("x", t, j + 1), model.word("field_input", { name, t }));
      field.update();
    });
  }

  close() {
    this.sizes.disconnect();
  }
}

// Value -> [red, green, blue]: a gate from shut to its full colour, signed values from blue over
// the background to orange, centred on 0. What is no number is hatched grey by its own colour.
function stripPainter(model, row, many, dark) {
  const theme = dark ? "dark" : "light";
  const zero = dark ? [30, 34, 43] : [244, 245, 247];
  const odd = dark ? [190, 60, 190] : [200, 40, 200];
  if (row.low === 0 && row.high === 1) {
    const open = channels(model.colour(row.line)[theme]);
    return (value) => (Number.isNaN(value) ? odd : mixed(zero, open, Math.max(0, Math.min(1, value))));
  }
  const below = channels(dark ? "#59b1ff" : "#0b63a8");
  const above = channels(dark ? "#ff9d4d" : "#c24e00");
  let top = 0;
  for (let k = 1; k <= many; k += 1) {
    for (const value of model.series(row.quantity, k)) {
      if (Number.isFinite(value)) top = Math.max(top, Math.abs(value));
    }
  }
  return (value) => {
    if (Number.isNaN(value)) return odd;
    const share = top ? Math.max(-1, Math.min(1, value / top)) : 0;
    return mixed(zero, share < 0 ? below : above, Math.abs(share) ** 0.8);
  };
}
