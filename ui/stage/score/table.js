// The score in numbers: a column a timestep, a row a line, inputs typed in place.
import { el, write } from "../../shared/dom.js";
import { entryOf } from "../../shared/entry.js";
import { Field } from "../../shared/field.js";
import { fitted, fixed, full, short } from "../../shared/format.js";
import { Curves } from "./curves.js";
import { goTo, gripping, scrubbing, StepMenu } from "./cursor.js";
import { rowHead, stepHeads, stepKey } from "./heads.js";
import { Names } from "./names.js";
import { Signals } from "./signals.js";
import { markTyped, PredictionSlots } from "../predict.js";
import { windowStart, wholeColumns } from "../player/large.js";
import { Theirs } from "./theirs.js";
import { barOf, memoryOf, scaleOf, scoreRows } from "./rows.js";

const SCORE_BLANK = "·";
const DIGIT = 0.61; // em a digit takes
const PADDING = 10; // px of a cell

export class ScoreTable {
  constructor(store, corner) {
    this.store = store;
    this.corner = corner;
    this.curves = new Curves(store);
    this.names = new Names(store);
    this.signals = new Signals(store);
    this.slots = new PredictionSlots(store, "score", "score-field");
    this.menu = new StepMenu(store, this.names);
    this.grip = el("button", { class: "score-tool score-grip", type: "button" }, "⠿");
    this.tools = el("div", { class: "score-tools" }, this.grip, this.menu.root);
    this.drop = el("div", { class: "score-drop", hidden: true });
    this.sheet = el("div", { class: "score-sheet" });
    this.root = el("div", { class: "score-box" }, this.sheet);
    this.fields = new Map();
    this.room = 12; // characters that fit a column
    gripping(this.grip, this.drop, store, (event) => this.columnAt(event));
    this.grip.addEventListener("keydown", (event) => stepKey(store, event, store.view.t));
    this.pointed = ({ detail }) => this.mark(detail);
    store.root.addEventListener("gatescope-source", this.pointed);
    this.sizes = new ResizeObserver(() => this.measure());
    this.sizes.observe(this.root);
  }

  update() {
    const { model, view } = this.store;
    this.rows = scoreRows(model, view.unit, this.store.screen.large);
    this.unit = view.unit;
    const shape = JSON.stringify([
      model.cell, model.T, model.labels, view.unit,
      this.rows.map(({ quantity, title, expected }) => [quantity, title, expected?.line]),
    ]);
    if (shape !== this.shape) this.build();
    this.shape = shape;
    for (const row of this.rows) {
      this.fill(row, this.lines.get(`${row.quantity} ${row.k}`));
      if (row.expected) this.theirs.fill(row);
    }
    for (const field of this.fields.values()) field.update();
    this.curves.update();
    this.covered = this.store.cover.key;
    this.blank = [];
  }

  build() {
    const kept = new Map([...this.fields].map(([key, field]) => [key, field.retire()]));
    const named = this.names.hold();
    this.slots.hold();
    const { model } = this.store;
    this.fields.clear();
    this.grid = [];
    this.lines = new Map();
    this.theirs = new Theirs(this.store);
    // The plots first: they are the overview, and in view on a low screen.
    const body = el("tbody", {}, this.curveRow());
    for (const row of this.rows) {
      body.append(this.row(row));
      if (row.expected) body.append(this.theirs.row(row));
    }
    const columns = Array.from({ length: model.T }, () => el("col"));
    const header = stepHeads(this.store, this.corner, this.names);
    this.steps = header.buttons;
    scrubbing(header.row, (event) => goTo(this.store, this.columnAt(event)));
    // A press on it is captured: only the row hears of the second one.
    header.row.addEventListener("dblclick", (event) => this.names.edit("t", this.columnAt(event)));
    const table = el("table", { class: "score-table" },
      el("caption", {}, model.word("caption")),
      el("colgroup", {}, el("col", { class: "score-col-head" }), ...columns, el("col", { class: "score-col-plus" })),
      el("thead", {}, header.row), body);
    this.sheet.style.setProperty("--score-steps", model.T);
    const [cursor, veil] = [el("div", { class: "score-cursor" }), el("div", { class: "score-veil" })];
    this.sheet.replaceChildren(cursor, table, veil, this.drop, this.tools, this.signals.root);
    this.movers = [cursor, veil, this.tools];
    for (const [key, state] of kept) this.fields.get(key)?.adopt(state);
    this.at = null;
    this.measure();
    this.names.resume(named);
  }

  row(row) {
    const { model } = this.store;
    const cells = [];
    const line = el("tr", { class: `score-row score-${row.kind}`, style: `--line: var(--line-${row.line}); --line-text: var(--line-${row.line}-text)` },
      rowHead(this.store, row, this.names, this.signals));
    if (row.kind === "input") line.addEventListener("click", (event) => this.toggle(event.target, row));
    for (let t = 1; t <= model.T; t += 1) {
      const cell = el("td", { class: "score-td" });
      const typed = row.kind === "input" || (row.kind === "before" && t === 1);
      const bar = row.kind === "input" ? null : el("i");
      if (bar) cell.append(el("span", { class: "score-bar", "aria-hidden": "true" }, bar));
      const number = typed ? this.field(row, t) : el("span", { class: "score-number" });
      cell.append(number);
      cells.push({ cell, bar, number: typed ? null : number });
      line.append(cell);
    }
    line.append(el("td"));
    this.lines.set(`${row.quantity} ${row.k}`, cells);
    return line;
  }

  field(row, t) {
    const { store } = this;
    const input = row.kind === "input";
    const name = `${row.quantity} ${row.k} ${t}`;
    const field = new Field(store, {
      kind: "score-field",
      entry: input ? entryOf("x", t, row.k) : entryOf(`${row.line}_0`, row.k),
      label: input
        ? store.model.word("field_input", { name: `${row.letter} (${row.title})`, t })
        : store.model.word("field_initial", { name: row.letter, unit: row.k }),
      read: () => store.model.at(row.quantity, t, row.k),
      rest: (value) => (input ? this.typed(value) : this.text(value)),
      move: (down, right) => this.moveFrom(row, t, down, right),
      steps: input ? "across" : null,
      bits: () => input && store.model.isBits("x", row.k),
    });
    this.fields.set(name, field);
    return field.input;
  }

  // A click on the dot of a cell that is 0 or 1.
  toggle(node, row) {
    const cells = this.lines.get(`${row.quantity} ${row.k}`);
    const t = cells.findIndex(({ cell }) => cell === node) + 1;
    if (t) this.fields.get(`${row.quantity} ${row.k} ${t}`).toggle();
  }

  moveFrom(row, t, down, right) {
    const to = row.kind === "input" ? `x ${row.k + down} ${t + right}` : null;
    const below = down === 1 && t === 1 && row.kind === "input" && row.k === this.store.model.sizes.X;
    const up = down === -1 && row.kind === "before" ? `x ${this.store.model.sizes.X} 1` : null;
    const { model } = this.store;
    const memory = `${memoryOf(model)}_prev ${model.unitOf(memoryOf(model), this.unit)} 1`;
    const field = this.fields.get(up ?? (below ? memory : to));
    field?.focus();
    if (field) this.reveal(right ? t + right : t);
    return Boolean(field);
  }

  curveRow() {
    const plot = el("td", { class: "score-curve-cell", colspan: this.store.model.T }, this.curves.plot);
    scrubbing(plot, (event) => goTo(this.store, this.columnAt(event)));
    return el("tr", { class: "score-curve-row" },
      el("th", { class: "score-head", scope: "row" }, this.curves.head), plot, el("td"));
  }

  fill(row, cells) {
    const { model } = this.store;
    const scale = row.kind === "input" ? null : scaleOf(model, row);
    const longest = Math.max(...model.series(row.quantity, row.k).map((value) => this.text(value).length));
    const line = cells[0].cell.parentNode;
    line.style.setProperty("--score-digits", longest);
    line.classList.toggle("score-bits", row.kind === "input" && model.isBits("x", row.k));
    cells.forEach(({ cell, bar, number }, index) => {
      const value = model.at(row.quantity, index + 1, row.k);
      this.say(row, cells[index], index + 1);
      if (!bar) cell.classList.toggle("score-on", value === 1);
      if (!bar) return;
      const [left, width] = barOf(value, scale);
      bar.style.left = `${left}%`;
      bar.style.width = `${width}%`;
      bar.parentNode.classList.toggle("score-signed", scale.signed);
    });
  }

  // A value, or a dot while it is covered or not yet computed.
  say(row, place, t) {
    const { cell, number } = place;
    if (!number) return;
    const { model } = this.store;
    const value = model.at(row.quantity, t, row.k);
    const known = this.store.knows(row.quantity, t);
    const held = known && model.isSet(row.quantity, t);
    write(number, known ? this.text(value) : SCORE_BLANK);
    cell.title = held ? model.word("held_at", { value: full(value) }) : known ? full(value) : model.word("not_yet");
    cell.classList.toggle("score-held", held);
    cell.classList.toggle("score-blank", !known);
    if (row.kind !== "before") markTyped(this.store, place, { name: row.quantity, t, k: row.k, known });
  }

  // Where numbers of this step are asked, fields; inside the step the sentence asks for the line.
  showAsked() {
    const { model, view, predictions } = this.store;
    const asked = predictions.asked.filter((name) => view.phase === null || (model.readout && name === "y"));
    const rows = this.rows.filter(({ quantity, kind }) => kind !== "before" && asked.includes(quantity));
    this.slots.show(rows.map(({ quantity, k, letter }) => ({
      name: quantity, k, host: this.lines.get(`${quantity} ${k}`)[view.t - 1].cell,
      label: model.word("predict_field", { name: letter, t: view.t }),
    })));
  }

  // What was covered or revealed since the last time.
  showCover() {
    const { key } = this.store.cover;
    if (key === this.covered) return;
    this.covered = key;
    for (const row of this.rows) this.fill(row, this.lines.get(`${row.quantity} ${row.k}`));
    this.curves.update();
    this.theirs.cover();
    this.blank = [];
  }

  // Numbers give way to the column's width, never the other way round.
  text(value) {
    const text = fixed(value);
    return text.length <= this.room ? text : fitted(value, this.room);
  }

  typed(value) {
    const text = short(value);
    return text.length <= this.room ? text : fitted(value, this.room);
  }

  // Only classes and two custom properties change here: playing stays cheap.
  show() {
    const { view, model } = this.store;
    if (view.unit !== this.unit) this.update();
    this.showAsked();
    this.showCover();
    if (view.t !== this.at) this.showStep(view.t);
    this.showPhase();
    this.theirs.show();
    this.curves.show();
    this.menu.show();
    const label = model.word("drag_step", { t: view.t });
    if (this.grip.title !== label) {
      this.grip.title = label;
      this.grip.setAttribute("aria-label", label);
    }
  }

  showStep(t) {
    const now = (at, on) => {
      const button = this.steps[at - 1];
      if (!button) return;
      button.tabIndex = on ? 0 : -1;
      button.parentNode.classList.toggle("score-now", on);
      button.toggleAttribute("aria-current", on);
      if (on) button.setAttribute("aria-current", "step");
      for (const cells of this.lines.values()) cells[at - 1].cell.classList.toggle("score-now", on);
    };
    const held = this.steps[this.at - 1];
    const focus = held && held.getRootNode().activeElement === held;
    now(this.at, false);
    now(t, true);
    if (focus) this.steps[t - 1].focus({ preventScroll: true });
    this.at = t;
    // Set where it is read: on the sheet, every cell would be styled again.
    for (const mover of this.movers) mover.style.setProperty("--score-t", t - 1);
    this.reveal(t);
  }

  showPhase() {
    const { view } = this.store;
    for (const { row, t, cell } of this.blank) this.say(row, cell, t);
    this.blank = [];
    if (view.phase === null) return;
    for (const row of this.rows) {
      for (const t of [view.t, view.t + 1]) {
        const cell = this.lines.get(`${row.quantity} ${row.k}`)[t - 1];
        if (!cell || this.store.knows(row.quantity, t)) continue;
        this.blank.push({ row, t, cell });
        this.say(row, cell, t);
      }
    }
  }

  // Where a factor of the arithmetic comes from: the cell of the current step, or of the one before.
  mark({ id, k }) {
    this.source?.classList.remove("score-source");
    const { t } = this.store.view;
    const find = (quantity, at) => this.lines?.get(`${quantity} ${k}`)?.[at - 1]?.cell;
    const before = id?.endsWith("_prev") && t > 1 ? find(id.replace("_prev", ""), t - 1) : null;
    this.source = id ? (before ?? find(id, t)) : null;
    this.source?.classList.add("score-source");
  }

  measure() {
    const box = this.root.clientWidth;
    const first = this.steps?.[0]?.parentNode;
    if (!box || !first) return;
    this.width = box;
    this.headWidth = this.corner.closest("th").getBoundingClientRect().width;
    const letters = Math.max(...this.steps.map((step) => step.textContent.length));
    const room = box - this.headWidth;
    // Beside other cells the step alone.
    const least = this.store.takesApart ? wholeColumns(this.root, room, letters) : `${room}px`;
    this.sheet.style.setProperty("--score-min", this.store.screen.large ? least : "");
    this.column = first.getBoundingClientRect().width;
    const [{ input }] = this.fields.values();
    const digit = DIGIT * parseFloat(getComputedStyle(input).fontSize);
    const characters = Math.max(5, Math.floor((this.column - PADDING) / digit));
    if (characters !== this.room) {
      this.room = characters;
      for (const row of this.rows) this.fill(row, this.lines.get(`${row.quantity} ${row.k}`));
      for (const field of this.fields.values()) field.update();
      this.blank = [];
      if (this.at) this.showPhase();
    }
    this.sheet.classList.toggle("score-narrow", this.column < 104);
    this.sheet.classList.toggle("score-tight", this.column < 92);
    this.reveal(this.store.view.t);
  }

  columnAt(event) {
    const x = event.clientX - this.sheet.getBoundingClientRect().left;
    return Math.floor((x - this.headWidth) / this.column) + 1;
  }

  // Scroll the table's own box, never the page.
  reveal(t) {
    if (!this.width) return;
    const left = (t - 1) * this.column;
    const room = this.width - this.headWidth;
    const at = this.root.scrollLeft;
    let to = this.store.screen.large ? windowStart(t, room / this.column) * this.column : at;
    if (left < to) to = left;
    if (left + this.column > to + room) to = left + this.column - room;
    if (Math.abs(to - at) >= 1) this.root.scrollLeft = to;
  }

  close() {
    this.store.root.removeEventListener("gatescope-source", this.pointed);
    this.sizes.disconnect();
  }
}
