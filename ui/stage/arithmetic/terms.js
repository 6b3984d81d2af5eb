// An expression as a list of terms, with the numbers of one unit put in. A term is {parts, length,
// negative}: what stands between two plus signs and is never broken over two lines.
import { factor, factorsOf, termOf } from "./factors.js";
import { FOLD_BEYOND, FOLD_TO, Printed } from "./worth.js";
import { el } from "../../shared/dom.js";
import { Equation, signNode } from "./equation.js";
import { isNear } from "./equations.js";
import { fixed } from "../../shared/format.js";
import {
  factorsAt, hasParameter, isDifference, isMatrix, isMinus, isRow, isSum, isWeight, heardPlaces, productAt, termKind, valueOf,
} from "../tree.js";

const READ = { ref: "h", kind: "line" }; // what a readout reads
const TURNS = "−("; // before what a minus is in front of

// Terms of a sum with its weights as fields. `folds` collects what is not shown.
export function termsOf(sheet, node, folds) {
  const kind = termKind(node);
  if (kind === "sum") return node.args.flatMap((arg) => termsOf(sheet, arg, folds));
  if (kind === "row") return rowTerms(sheet, node, folds);
  if (kind === "minus") return turnedRound(termsOf(sheet, node.args[0], folds));
  if (kind === "difference") {
    const [from, less] = node.args.map((arg) => termsOf(sheet, arg, folds));
    return [...from, ...turnedRound(less)];
  }
  sheet.folding?.part();
  if (kind === "weight") return [weighted(sheet, node.ref, [sheet.unit], null)];
  if (kind === "weighted") {
    const [{ ref }, other] = node.args;
    return [weighted(sheet, ref, [sheet.unit], [other, sheet.unit])];
  }
  if (kind === "brackets") return inBrackets(sheet, node, folds);
  if (kind === "rests") return [withFields(sheet, node)];
  return [termOf(...factorsOf(sheet, node))];
}

// Terms of an expression of lines and states alone; `applied`: with the activations worked out.
export function factorTerms(sheet, node, folds, applied = false) {
  if (isSum(node)) return node.args.flatMap((arg) => factorTerms(sheet, arg, folds, applied));
  if (isRow(node) && !applied) return rowTerms(sheet, node, folds);
  if (isRow(node)) {
    const { root, length } = sheet.value(node, { factor: true, level: 1 });
    return [termOf([root], length)];
  }
  if (isMinus(node)) return [{ ...termOf(...factor(sheet, node.args[0], sheet.unit, false)), minus: true }];
  if (isDifference(node)) {
    const [from, less] = node.args.map((arg) => factor(sheet, arg, sheet.unit, false));
    return [termOf([...from[0], " − ", ...less[0]], from[1] + less[1] + 3)];
  }
  const term = termOf(...factorsOf(sheet, node, { applied, exact: false }));
  return [{ ...term, known: (root) => sheet.know(node.id, root) }];
}

// Whatever several terms add up to, with its sign turned round.
function turnedRound(terms) {
  terms[0].before = [TURNS, ...(terms[0].before ?? [])];
  terms[0].length += 2;
  terms.at(-1).parts.push(")");
  return terms;
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
  terms[0].before = [...parts, "(", ...(terms[0].before ?? [])];
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
    // Of a negative weight the minus stands in brackets, unless someone types in it.
    const [before, after] = [document.createTextNode(""), document.createTextNode("")];
    const sign = (negative) => {
      before.data = negative ? "(−" : "";
      after.data = negative ? ")" : "";
    };
    const weight = sheet.weight(less.ref, [sheet.unit], sign);
    sign(weight.negative);
    const [parts, length] = factor(sheet, from, sheet.unit);
    add("(", ...parts, " − ", before, weight.root, after, ")");
    term.field = weight.field;
    term.length += length + weight.length + 6;
  });
  return term;
}

// Terms of V·h + d for output k.
export function readoutTerms(sheet, k, folds) {
  const bias = weighted(sheet, "d", [k], null);
  return [...productTerms(sheet, readoutAt(k), sheet.model.sizes.H, folds, { name: "V", id: "y_pre" }), bias];
}

// The two factors of each of its products.
export function readoutAt(k) {
  return (j) => [[{ ref: "V", kind: "param", rank: 2 }, k, j], [READ, j, 1]];
}

function rowTerms(sheet, node, folds) {
  const named = node.args.find((arg) => arg.ref && isMatrix(arg)) ?? node;
  const places = heardPlaces(sheet.model, node, sheet.unit);
  const at = (j) => factorsAt(node, places[j - 1], sheet.unit);
  return productTerms(sheet, at, places.length, folds, { name: named.ref ?? named.id, id: node.id, places });
}

// at: place of a product, from 1 -> its two factors.
function productTerms(sheet, at, length, folds, { name, id, places }) {
  const makers = Array.from({ length }, (_, j) => () => productTerm(sheet, ...at(j + 1)));
  const product = (j) => (t) => productAt(sheet.model, at(j), t);
  return folded(sheet, { name, makers, product, id, places, worth: (seen, j) => seen.product(at(j)) }, folds);
}

function productTerm(sheet, first, second) {
  const [node, k, c] = first;
  if (isWeight(node)) return weighted(sheet, node.ref, isMatrix(node) ? [k, c] : [k], second);
  const [[left, a], [right, b]] = [first, second].map(([part, row, column]) => factor(sheet, part, row, true, column));
  return termOf([...left, "·", ...right], a + b + 1);
}

// A long sum shows its first terms, then the rest as one number that unfolds. makers: of its terms;
// product(j)(t): value of term j; worth(seen, j): by the numbers that are printed; level: of the rest.
export function folded(sheet, terms, folds) {
  const { makers, product, id } = terms;
  if (sheet.folding) return sheet.folding.terms(terms, folds);
  if (makers.length <= FOLD_BEYOND) return makers.map((make) => make());
  const shown = makers.slice(0, FOLD_TO).map((make) => make());
  const count = makers.length - FOLD_TO;
  const rest = sheet.number((t) => {
    let sum = 0;
    for (let j = FOLD_TO + 1; j <= makers.length; j += 1) sum += product(j)(t);
    return sum;
  }, { id, level: terms.level });
  const { model } = sheet;
  const [before, after] = model.word("arith_more", { count }).split("{value}");
  const button = el("button", { class: "arith-more", type: "button", "aria-expanded": "false", title: model.word("arith_more_title") },
    before.replace(/^… \+ /, "… "), rest.root, after ?? "");
  folds.push({ ...terms, button });
  return [...shown, { parts: [button], length: before.length + rest.length }];
}

// weight, or weight · factor. Before the product stands the sign of the weight, unless someone is
// typing in it: then the field holds the whole number. operand: [node, row, column].
function weighted(sheet, array, places, operand) {
  const term = { parts: [], length: 0, joiner: null };
  const weight = sheet.weight(array, places, (negative) => {
    term.minus = negative;
    term.onsign?.(negative);
  });
  term.field = weight.field;
  term.parts.push(weight.root);
  term.length = weight.length;
  if (operand) {
    const [node, k, c] = operand;
    const [parts, length] = factor(sheet, node, k, true, c);
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
    const turns = n && term.before?.[0] === TURNS;
    const before = term.before ? [n && !turns ? "+ " : "", ...term.before] : [];
    if (turns) before[1] = "− (";
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

// The terms behind "… 27 more", each with its weight and its value.
export function foldList(sheet, { name, worth, makers, product, id, places }) {
  const rows = makers.map((make, j) => {
    const equation = new Equation(sheet, 2, (t, [parts, whole]) => {
      const seen = new Printed(sheet.model, t, sheet.unit, parts);
      return [isNear(worth(seen, j + 1), fixed(product(j + 1)(t), whole), whole)];
    });
    return sheet.within(equation, () => {
      const [piece] = joined([make()]);
      const value = sheet.number(product(j + 1), { id, level: 1 });
      return el("li", {}, el("span", { class: "arith-index" }, String(places?.[j] ?? j + 1)), el("span", { class: "arith-product" }, piece.root), " ", signNode(equation, 0), value.root);
    });
  });
  return el("ol", { class: "arith-list", "aria-label": name }, ...rows);
}
