// The live pieces of the arithmetic: values that follow the step, weights that are fields. A piece
// knows how long it can get in this run, so that the lines can be given their room once.
import { el, write } from "../../shared/dom.js";
import { entryOf } from "../../shared/entry.js";
import { Field } from "../../shared/field.js";
import { brief, fixed, full, given } from "../../shared/format.js";
import { symbolOf } from "../formula.js";
import { isMatrix, valueOf } from "../tree.js";

const ARITH_NOT_YET = "·";
const ARITH_ASKED = "?"; // covered: for people to predict
const EXACT_STEPS = 40; // steps at which texts are measured

export class ArithSheet {
  constructor(store, unit) {
    this.store = store;
    this.model = store.model;
    this.unit = unit;
    this.large = store.screen.large;
    this.live = [];
    this.fields = [];
    this.byId = new Map();
    // Where rows flow into each other the sign begins a line, and never ends one.
    this.gap = this.large ? "\u00a0" : " ";
    this.equations = [];
    this.equation = null; // that the next pieces belong to
  }

  // The same for a line of which the chosen unit may be another: a shorter one has fewer.
  of(line) {
    const unit = this.model.unitOf(line, this.unit);
    return unit === this.unit ? this : Object.create(this, { unit: { value: unit } });
  }

  // Pieces that are made here belong to this equation.
  within(equation, make) {
    const outer = this.equation;
    this.equation = equation;
    const made = make();
    this.equation = outer;
    return made;
  }

  // A number that follows the step. node: of the expression; k, c: its row, of a matrix its column;
  // exact: 7 rather than 7.000 where it is 7; factor: in parentheses where it is negative; level: of
  // its equation.
  value(node, { k = this.unit, c = 1, exact = false, factor = false, kind = "", level = 0 } = {}) {
    const from = Boolean(node.ref && node.kind) && !isMatrix(node); // the score shows what changes
    return this.number((t) => valueOf(this.model, node, t, k, c), {
      id: node.ref ?? node.id, k, exact, factor, kind, level, from,
    });
  }

  number(read, { id = null, k = 1, exact = false, factor = false, kind = "", level = 0, from = false }) {
    const root = el("span", { class: `arith-value ${kind}` });
    const { equation } = this;
    const text = (value, t) => {
      const decimals = equation ? equation.decimals(t, level) : 3;
      const digits = exact ? brief(value, decimals) : fixed(value, decimals);
      return factor && digits.startsWith("−") ? `(${digits})` : digits;
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

  // Length of the longest text over the run, or over some steps of a long one.
  longest(read, text) {
    return this.some.reduce((most, t) => Math.max(most, text(read(t), t).length), 1);
  }

  // Steps at which texts are measured.
  get some() {
    const { T } = this.model;
    const every = Math.ceil(T / EXACT_STEPS);
    return Array.from({ length: Math.ceil(T / every) }, (_, k) => 1 + k * every);
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

  // A weight. array: its name; places: row, or row and column, from 1; sign: see Field.
  weight(array, places, sign) {
    const [row, column] = places;
    const { model, store } = this;
    const read = () => store.model.entry(array, row, column);
    const { equation } = this;
    const field = new Field(store, {
      kind: "arith-field", entry: entryOf(array, ...places), fit: true, sign, read, rest: (value) => given(value, equation?.shown),
      label: column === undefined
        ? model.word("arith_vector", { name: array, row })
        : model.word("arith_weight", { name: array, row, column }),
    });
    this.fields.push(field);
    equation?.fields.push(field);
    const digits = equation ? Math.max(...this.some.map((t) => equation.decimals(t, 0))) : 3;
    return { field, root: field.input, length: given(read(), digits).length, negative: read() < 0 };
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
    for (const equation of this.equations) equation.show(view.t);
    const unknown = cover.waits ? ARITH_ASKED : ARITH_NOT_YET;
    for (const piece of this.live) {
      if (piece.symbol) {
        write(piece.root, piece.symbol(view.t));
        continue;
      }
      const value = piece.read(view.t);
      const reached = !piece.id || this.store.reached(piece.id);
      write(piece.root, reached ? piece.text(value, view.t) : unknown);
      if (piece.seen !== value || piece.reached !== reached) {
        piece.root.title = reached ? `${labelOf(model, piece, view.t)}${full(value)}` : model.word("not_yet");
      }
      piece.seen = value;
      piece.reached = reached;
    }
  }
}

// How long the numbers of a run get, a text an array: other ones need other room.
export function lengthsOf({ arrays, numbers }) {
  return Object.entries(arrays).map(([name, { offset, shape }]) => {
    let [least, most] = [0, 0];
    for (let at = offset; at < offset + shape.reduce((all, one) => all * one, 1); at += 1) {
      if (numbers[at] > most) most = numbers[at];
      if (numbers[at] < least) least = numbers[at];
    }
    return `${name} ${brief(Math.trunc(most)).length} ${brief(Math.trunc(least)).length}`;
  });
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
