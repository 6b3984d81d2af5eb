// The live pieces of the arithmetic: values that follow the step, weights that are fields. A piece
// knows how long it can get in this run, so that the lines can be given their room once.
import { el, write } from "./dom.js";
import { Field } from "./field.js";
import { brief, fixed, full, short } from "./format.js";
import { symbolOf, valueOf } from "./formula.js";

const ARITH_NOT_YET = "·";
const ARITH_ASKED = "?"; // covered: for people to predict
const EXACT_STEPS = 60; // steps up to which every text is measured

// A weight at rest: three decimals, or three digits below 1, and no zeros at the end.
function tidy(value) {
  return Math.abs(value) < 1 ? short(value, 3) : brief(value);
}

export class ArithSheet {
  constructor(store, unit) {
    this.store = store;
    this.model = store.model;
    this.unit = unit;
    this.large = store.screen.large;
    this.live = [];
    this.fields = [];
    this.byId = new Map();
  }

  // A number that follows the step. node: of the expression; k: its row; exact: 7 rather than
  // 7.000 where it is 7; factor: in parentheses where it is negative.
  value(node, { k = this.unit, exact = false, factor = false, kind = "" } = {}) {
    return this.number((t) => valueOf(this.model, node, t, k), {
      id: node.ref ?? node.id, k, exact, factor, kind, from: node.kind !== undefined,
    });
  }

  number(read, { id = null, k = 1, exact = false, factor = false, kind = "", from = false }) {
    const root = el("span", { class: `arith-value ${kind}` });
    const text = (value) => {
      const digits = exact ? brief(value) : fixed(value);
      return factor && value < 0 ? `(${digits})` : digits;
    };
    this.live.push({ root, read, text, id, k });
    this.know(id, root);
    if (from) {
      root.classList.add("arith-from");
      root.addEventListener("pointerenter", () => pointAt(this.store, id, k));
      root.addEventListener("pointerleave", () => pointAt(this.store, null));
    }
    return { root, length: this.longest(read, text) };
  }

  // What shows a quantity, to be marked while it is computed.
  know(id, root) {
    if (id) this.byId.set(id, [...(this.byId.get(id) ?? []), root]);
  }

  // Length of the longest text over the run.
  longest(read, text) {
    const { T } = this.model;
    let [low, high, most] = [0, 0, 1];
    for (let t = 1; t <= T; t += 1) {
      const value = read(t);
      if (T <= EXACT_STEPS) most = Math.max(most, text(value).length);
      else [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
    // A little beside the extremes, so that their texts have all their decimals.
    return T <= EXACT_STEPS ? most : Math.max(text(low - 1e-9).length, text(high + 1e-9).length);
  }

  // A symbol such as c₃ or x₄, which counts with the step; W_f with its index set low.
  symbol(name) {
    const root = el("span", { class: "arith-symbol" });
    const { model } = this;
    const [stem, index] = name.split("_");
    if (index && index !== "prev") root.append(stem, el("sub", {}, index));
    else this.live.push({ root, symbol: (t) => symbolOf(model, name, t) });
    const line = index === "prev" || model.line[stem] ? stem : null;
    if (line) root.style.color = `var(--line-${line}-text)`;
    return { root, length: stem.length + 1 + String(model.T).length };
  }

  // A weight. entry: in the model's arrays; path: as the server knows it; sign: see Field.
  weight(entry, path, sign) {
    const [, name, row, column] = path;
    const { model, store } = this;
    const read = () => store.model.entry(entry, row + 1, (column ?? 0) + 1);
    const field = new Field(store, {
      kind: "arith-field", path, fit: true, sign, read, rest: tidy,
      label: column === undefined
        ? model.word("arith_vector", { name, row: row + 1 })
        : model.word("arith_weight", { name, row: row + 1, column: column + 1 }),
    });
    this.fields.push(field);
    return { field, root: field.input, length: tidy(read()).length, negative: read() < 0 };
  }

  // After a new run of the same shape.
  renew(model) {
    this.model = model;
    this.update();
  }

  update() {
    for (const field of this.fields) field.update();
  }

  show() {
    const { view, model, cover } = this.store;
    const unknown = cover.waits ? ARITH_ASKED : ARITH_NOT_YET;
    for (const piece of this.live) {
      if (piece.symbol) {
        write(piece.root, piece.symbol(view.t));
        continue;
      }
      const value = piece.read(view.t);
      const reached = !piece.id || this.store.reached(piece.id);
      write(piece.root, reached ? piece.text(value) : unknown);
      if (piece.seen !== value || piece.reached !== reached) {
        piece.root.title = reached ? `${labelOf(model, piece, view.t)}${full(value)}` : model.word("not_yet");
      }
      piece.seen = value;
      piece.reached = reached;
    }
  }
}

// Say where a number comes from: the score marks that cell while the pointer rests on it.
function pointAt(store, id, k = 1) {
  store.root.dispatchEvent(new CustomEvent("gatescope-source", { detail: { id, k } }));
}

function labelOf(model, { id, k }, t) {
  if (!id || id.includes(" ") || id.includes("(") || id.endsWith("_pre")) return "";
  const symbol = symbolOf(model, id, t);
  return `${symbol}${model.has(id) && model.size(id) > 1 ? `[${k}]` : ""} = `;
}
