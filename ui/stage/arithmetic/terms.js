// An expression as a list of terms, with the numbers of one unit put in. A term is {parts, length,
// negative}: what stands between two plus signs and is never broken over two lines.
import { factor, factorsOf, hasParameter, termOf } from "./factors.js";
import { FOLD_BEYOND, FOLD_TO, Printed } from "./worth.js";
import { el } from "../../shared/dom.js";
import { Equation, signNode } from "./equation.js";
import { isNear } from "./equations.js";
import { fixed } from "../../shared/format.js";
import { valueOf } from "../formula.js";

export const READ = { ref: "h", kind: "line" }; // what a readout reads

// Terms of a sum with its weights as fields. `folds` collects what is not shown.
export function termsOf(sheet, node, folds) {
  if (node.op === "add") return node.args.flatMap((arg) => termsOf(sheet, arg, folds));
  if (node.op === "matmul") return products(sheet, node, folds);
  sheet.folding?.part();
  if (node.kind === "param") {
    return [weighted(sheet, node.ref, [sheet.unit], null)];
  }
  if (node.op === "mul" && node.args[0].kind === "param") {
    const [{ ref }, other] = node.args;
    return [weighted(sheet, ref, [sheet.unit], other)];
  }
  if (node.op === "mul" && hasParameter(node.args.at(-1))) return inBrackets(sheet, node, folds);
  if (node.op === "mul" && hasParameter(node)) return [withFields(sheet, node)];
  return [termOf(...factorsOf(sheet, node))];
}

// r·(u·h + b): a term for each summand, so that the line can break between them.
function inBrackets(sheet, node, folds) {
  const sum = node.args.at(-1);
  const parts = [];
  let length = 2;
  for (const arg of node.args.slice(0, -1)) {
    const [more, size] = factor(sheet, arg, sheet.unit);
    parts.push(...more, "·");
    length += size + 1;
  }
  sheet.folding?.part();
  const terms = termsOf(sheet, sum, folds);
  terms[0].before = [...parts, "("];
  terms[0].length += length;
  terms.at(-1).parts.push(")");
  return terms;
}

// (1 − a)·h: a product of a factor with a weight in it, and what it weighs.
function withFields(sheet, node) {
  const term = { parts: [], length: 0 };
  const add = (...parts) => term.parts.push(...parts);
  node.args.forEach((arg, n) => {
    if (n) add("·");
    if (!hasParameter(arg)) {
      const [parts, length] = factor(sheet, arg, sheet.unit);
      add(...parts);
      term.length += length + 1;
      return;
    }
    const [from, less] = arg.args; // a share and what is left of it: 1 − a
    const weight = sheet.weight(less.ref, [sheet.unit]);
    const [parts, length] = factor(sheet, from, sheet.unit);
    add("(", ...parts, " − ", weight.root, ")");
    term.field = weight.field;
    term.length += length + weight.length + 6;
  });
  return term;
}

// Terms of V·h + d for output k.
export function readoutTerms(sheet, k, folds) {
  const H = sheet.model.sizes.H;
  const maker = (column) => () => weighted(sheet, "V", [k, column], READ, column);
  const makers = Array.from({ length: H }, (_, j) => maker(j + 1));
  const product = (j) => (t) => sheet.model.entry("V", k, j) * sheet.model.at("h", t, j);
  const bias = weighted(sheet, "d", [k], null);
  const place = { array: "V", row: k, operand: READ };
  return [...folded(sheet, "V", makers, product, folds, "y_pre", place), bias];
}

function products(sheet, node, folds) {
  const [{ ref }, operand] = node.args;
  const width = sheet.model.arrays[ref].shape[1];
  const row = sheet.unit;
  const makers = Array.from({ length: width }, (_, j) => () =>
    weighted(sheet, ref, [row, j + 1], operand, j + 1));
  const product = (j) => (t) =>
    sheet.model.entry(ref, row, j) * valueOf(sheet.model, operand, t, j);
  return folded(sheet, ref, makers, product, folds, node.id, { array: ref, row, operand });
}

// A long sum shows its first products, then the rest as one number that unfolds.
function folded(sheet, name, makers, product, folds, id, place) {
  if (sheet.folding) return sheet.folding.terms({ name, makers, product, id, ...place }, folds);
  if (makers.length <= FOLD_BEYOND) return makers.map((make) => make());
  const shown = makers.slice(0, FOLD_TO).map((make) => make());
  const count = makers.length - FOLD_TO;
  const rest = sheet.number((t) => {
    let sum = 0;
    for (let j = FOLD_TO + 1; j <= makers.length; j += 1) sum += product(j)(t);
    return sum;
  }, { id });
  const { model } = sheet;
  const [before, after] = model.word("arith_more", { count }).split("{value}");
  const button = el("button", { class: "arith-more", type: "button", "aria-expanded": "false", title: model.word("arith_more_title") },
    before.replace(/^… \+ /, "… "), rest.root, after ?? "");
  folds.push({ button, name, makers, product, id, ...place });
  return [...shown, { parts: [button], length: before.length + rest.length }];
}

// weight, or weight · factor. Before the product stands the sign of the weight, unless someone is
// typing in it: then the field holds the whole number.
function weighted(sheet, array, places, operand, k = sheet.unit) {
  const term = { parts: [], length: 0, joiner: null };
  const weight = sheet.weight(array, places, (negative) => {
    term.minus = negative;
    term.onsign?.(negative);
  });
  term.field = weight.field;
  term.parts.push(weight.root);
  term.length = weight.length;
  if (operand) {
    const [parts, length] = factor(sheet, operand, k);
    term.parts.push("·", ...parts);
    term.length += 1 + length;
  }
  term.minus = weight.negative;
  return term;
}

// Terms with plus or minus between them, each one an unbreakable piece {root, length}.
export function joined(terms) {
  return terms.map((term, n) => {
    const sign = document.createTextNode("");
    const opens = n === 0 || Boolean(term.before);
    const set = (minus) => {
      sign.data = opens ? (minus ? "−" : "") : minus ? "− " : "+ ";
    };
    set(term.minus);
    term.onsign = set;
    const before = term.before ? [n ? "+ " : "", ...term.before] : [];
    const root = el("span", { class: "arith-term" }, ...before, sign, ...term.parts);
    term.known?.(root);
    if (term.field) root.addEventListener("click", (event) => nearby(event, term.field));
    return { root, length: term.length + (n ? 2 : term.minus ? 1 : 0) };
  });
}

// A weight can be a single digit: a click on its sign or its dot means it too.
function nearby(event, field) {
  if (!event.target.closest(".arith-value, input, button")) field.focus();
}

// The products behind "… 27 more", each with its weight and its value.
export function foldList(sheet, { name, array, row, operand, makers, product, id }) {
  const rows = makers.map((make, j) => {
    const equation = new Equation(sheet, 2, (t, [parts, whole]) => {
      const seen = new Printed(sheet.model, t, sheet.unit, parts);
      const made = seen.weight(array, row, j + 1) * seen.factor(operand, j + 1);
      return [isNear(made, fixed(product(j + 1)(t), whole), whole)];
    });
    return sheet.within(equation, () => {
      const [piece] = joined([make()]);
      const value = sheet.number(product(j + 1), { id, level: 1 });
      return el("li", {}, el("span", { class: "arith-index" }, String(j + 1)), el("span", { class: "arith-product" }, piece.root), " ", signNode(equation, 0), value.root);
    });
  });
  return el("ol", { class: "arith-list", "aria-label": name }, ...rows);
}
