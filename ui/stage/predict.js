// Predict: a number is typed where the covered one will stand. The text goes to the server as any
// edit does, is judged there by the rule of Check mine, and what is said of it waits until the
// number is revealed: then both stand side by side.
import { el, write } from "../shared/dom.js";
import { entryOf } from "../shared/entry.js";
import { Field } from "../shared/field.js";
import { fixed, subscript } from "../shared/format.js";
import { symbolOf, valueById } from "./formula.js";
import { forward } from "./player/moves.js";

const PREDICT_MARKS = { right: "✓", follows: "≈", wrong: "✗" };
const PREDICT_UNREAD = "?";

// What was typed for a quantity: {text, verdict, refused}, the last two once the server has said
// so; null for nothing.
export function typedFor({ pending, model }, name, t, k) {
  const asked = entryOf(name, t, k);
  const known = model.mine?.[asked] ?? null;
  const last = pending.findLast(({ op, entry }) => op === "predict" && entry === asked);
  if (!last || last.text === known?.text) return known;
  return last.text ? { text: last.text } : null;
}

// What is asked, who types it, and where the next field is; one for all parts of a stage.
export class Predictions {
  constructor(store) {
    Object.assign(this, { store, groups: new Map(), eager: false });
  }

  // Ids of the quantities that the next reveal shows, of the lines and the readout.
  get asked() {
    const { cover, model, view } = this.store;
    if (!cover.waits || model.read_only) return [];
    return this.named.filter((name) => !cover.shows(name, view.t));
  }

  // The quantities that belong to this moment.
  get named() {
    const { model, view } = this.store;
    const names = view.phase === null ? model.lines.map(({ name }) => name) : [model.order[view.phase][0]];
    const last = view.phase === null || view.phase === model.order.length - 1;
    return model.readout && last ? [...names, "y"] : names;
  }

  // The fields of a part, in order.
  put(part, fields) {
    this.groups.set(part, fields);
  }

  get fields() {
    return ["sentence", "score"].flatMap((part) => this.groups.get(part) ?? []);
  }

  // Enter in a field: on to the next one, and behind the last one it reveals.
  enter(field, back) {
    const { store } = this;
    if (this.move(field, back ? -1 : 1)) return;
    if (back) return field.input.select();
    this.eager = true;
    store.root.focus({ preventScroll: true });
    store.clock.move(forward(store));
  }

  move(field, by) {
    const to = this.fields[this.fields.indexOf(field) + by];
    to?.focus();
    return Boolean(to);
  }

  // Who went on by Enter from a field types the next number too.
  resume() {
    if (this.eager && this.store.cover.waits) this.fields[0]?.focus();
  }

  // What was typed for the quantities of this moment, with what is said of it.
  get said() {
    const { store } = this;
    const { cover, model, view } = store;
    if (!cover.on || cover.waits) return [];
    const rows = this.named.flatMap((name) => {
      const readout = name === "y" && model.readout; // all of it; else the chosen unit
      return Array.from({ length: readout ? model.size("y") : 1 }, (_, k) => [name, readout ? k + 1 : model.unitOf(name, view.unit)]);
    });
    return rows.flatMap(([name, k]) => {
      const typed = typedFor(store, name, view.t, k);
      const said = typed && saidOf(store, typed, name, view.t, k);
      const index = name === "y" && model.size("y") > 1 ? subscript(k) : "";
      return typed ? [{ ...typed, said, symbol: symbolOf(model, name, view.t) + index }] : [];
    });
  }
}

export class Prediction extends Field {
  constructor(store, kind, { name, t, k, label }) {
    super(store, { entry: entryOf(name, t, k), label, read: () => NaN, kind: `${kind} predict-field` });
    Object.assign(this, { name, t, k, move: (down, right) => store.predictions.move(this, down + right) });
    this.input.placeholder = PREDICT_UNREAD;
    this.input.enterKeyHint = "next";
    this.update();
  }

  get typed() {
    return typedFor(this.store, this.name, this.t, this.k);
  }

  update() {
    if (this.sent !== null && this.store.model.ack < this.sent) return;
    this.sent = null;
    const { text, refused } = this.typed ?? {};
    this.mark(refused && { text, message: refused });
    if (!this.dirty) this.settle();
  }

  settle() {
    this.write(this.typed?.text ?? "");
    if (!this.refused) this.input.title = this.input.getAttribute("aria-label");
  }

  commit(how) {
    const { input, store } = this;
    const text = input.value.trim();
    if (text === this.clean) return;
    this.clean = input.value;
    store.edit({ op: "predict", entry: this.entry, text }, how);
    this.sent = store.sequence;
  }

  enter(back) {
    this.commit();
    this.store.predictions.enter(this, back);
  }

  // Nothing but one number is typed here: a block is typed text, and no value is there to change.
  paste() {}

  nudge() {}

  drop() {
    if (!this.refused) return;
    this.input.value = "";
    this.commit();
  }

  restore() {
    this.settle();
    this.input.select();
  }
}

// The fields of one part of the stage: `show` brings them to where they are wanted.
export class PredictionSlots {
  constructor(store, part, kind) {
    Object.assign(this, { store, part, kind, open: new Map(), kept: new Map() });
  }

  // wanted: [{name, k, host, label}]: the field goes to the end of `host`.
  show(wanted) {
    const { t } = this.store.view;
    const keys = new Map(wanted.map((one) => [`${one.name} ${t} ${one.k}`, one]));
    for (const [key, { host }] of this.open) if (keys.get(key)?.host !== host) this.shut(key);
    const fields = [...keys].map(([key, one]) => this.at(key, one, t));
    for (const { field } of this.kept.values()) field.commit(); // of what is no longer asked
    this.kept.clear();
    this.store.predictions.put(this.part, fields);
  }

  at(key, { name, k, host, label }, t) {
    const there = this.open.get(key);
    there?.field.update();
    if (there) return there.field;
    const field = new Prediction(this.store, this.kind, { name, t, k, label });
    host.append(field.input);
    host.classList.add("predict-asked");
    this.open.set(key, { field, host });
    if (this.kept.has(key)) field.adopt(this.kept.get(key).state);
    this.kept.delete(key);
    return field;
  }

  // What is typed there goes its way first.
  shut(key) {
    const { field, host } = this.open.get(key);
    this.open.delete(key);
    field.commit();
    field.retire();
    field.input.remove();
    host.classList.remove("predict-asked");
  }

  // The part is built anew: who types goes on in the new place.
  hold() {
    for (const [key, { field }] of this.open) this.kept.set(key, { field, state: field.retire() });
    this.open.clear();
  }
}

// Beside a number that is on show: what was typed for it, with a mark. place: has cell and number.
export function markTyped(store, place, { name, t, k, known }) {
  const typed = known && store.cover.on ? typedFor(store, name, t, k) : null;
  if (!typed && !place.mine) return;
  place.mine ??= typedNote(place);
  const { root, mark, text, said } = place.mine;
  place.cell.classList.toggle("predict-said", Boolean(typed));
  root.className = `predict-typed predict-${typed?.refused ? "unread" : (typed?.verdict ?? "sent")}`;
  write(mark, typed ? markOf(typed) : "");
  write(text, typed?.text ?? "");
  write(said, typed ? saidOf(store, typed, name, t, k) : "");
  root.title = said.textContent;
}

function typedNote({ cell, number }) {
  const [mark, text] = [el("b", { "aria-hidden": "true" }), el("span", { "aria-hidden": "true" })];
  const said = el("span", { class: "score-hidden" });
  const root = el("span", { class: "predict-typed" }, mark, text, said);
  cell.insertBefore(root, number);
  return { root, mark, text, said };
}

function markOf({ verdict, refused }) {
  return refused ? PREDICT_UNREAD : (PREDICT_MARKS[verdict] ?? "");
}

// "you typed 5; it is 7.000"
function saidOf({ model }, { text, verdict, refused }, name, t, k) {
  const value = fixed(valueById(model, name, t, k));
  return model.word(`predicted_${refused ? "unread" : (verdict ?? "sent")}`, { text, value });
}
