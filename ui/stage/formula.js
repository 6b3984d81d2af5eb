// How a quantity is written: with symbols, and with the numbers of one unit at one step.
import { isNear, settle, signOf } from "./arithmetic/equations.js";
import {
  isActivation, isColumn, isMatrix, isMinus, isRow, isShare, isSum, isTurned, isWeight, operandsOf, resultIn,
  sizeOf, valueOf, wantsBrackets,
} from "./tree.js";
import { brief, fixed, given, readBack, short, subscript } from "../shared/format.js";

const MOST_POWERS = 4; // of a softmax that are written out

const BEFORE = /^(\w+)_prev$/;

// "c" for "c_prev", the state before; null for anything else.
export function stateBefore(name) {
  return BEFORE.exec(name)?.[1] ?? null;
}

// Symbol of a line, state, input or parameter at timestep t: c₃, f, W_f. The input and the readout
// go without their step: x₂ is the second input in the score, not the input of step 2.
export function symbolOf(model, name, t) {
  const before = stateBefore(name);
  if (before) return before + subscript(t - 1);
  if (model.states.includes(name)) return name + subscript(t);
  return name;
}

// {symbols: "f · c₃", numbers: "0.982 · 3", sign: "=", value: "2.946"} of a quantity that an
// operation made, or null. What is a sum of products, or of many powers, is not written out: then
// numbers is "".
export function formulaOf(model, id, t, unit) {
  const node = nodesOf(model).get(id);
  if (!node) return null;
  unit = Math.min(unit, sizeOf(model, node)); // a shorter line has fewer
  const symbols = inSymbols(model, node, t);
  const whole = (decimals) => fixed(valueById(model, id, t, unit), decimals);
  const operands = node.args && !isRow(node) && !isMatrix(node) ? operandsOf(model, node, unit) : [];
  if (!operands.length || operands.length > 1 + MOST_POWERS) return { symbols, numbers: "", sign: "=", value: whole() };
  const texts = (decimals) => operands.map(([arg, row]) => numberIn(model, arg, t, row, decimals));
  const { decimals, holds } = settle(2, ([parts, last]) => {
    const seen = texts(parts).map(readBack);
    return [isNear(resultIn(node, seen), whole(last), last)];
  });
  const numbers = inNumbers(node, texts(decimals[0]));
  return { symbols, numbers, sign: signOf(holds[0]), value: whole(decimals[1]) };
}

export function valueById(model, id, t, unit) {
  if (model.isGiven(id)) return model.entry(id, Math.min(unit, model.arrays[id].shape[0]));
  if (model.has(id)) return model.at(id, t, unit);
  const node = nodesOf(model).get(id);
  return node ? valueOf(model, node, t, Math.min(unit, sizeOf(model, node))) : NaN;
}

const nodeTables = new WeakMap();

function nodesOf(model) {
  if (!nodeTables.has(model)) {
    const table = new Map();
    const visit = (node) => {
      if (node.id) table.set(node.id, node);
      node.args?.forEach(visit);
    };
    Object.values(model.expressions).forEach(visit);
    nodeTables.set(model, table);
  }
  return nodeTables.get(model);
}

function inSymbols(model, node, t) {
  if ("const" in node) return short(node.const);
  if (node.ref) return symbolOf(model, node.ref, t);
  const plain = node.args.map((arg) => inSymbols(model, arg, t));
  if (isActivation(node)) return applied(node.symbol, plain[0]);
  if (isShare(node)) return applied(node.sign, plain[0]);
  if (isColumn(node)) return plain[0];
  const parts = plain.map((part, k) => (wantsBrackets(node, k) ? `(${part})` : part));
  if (isMinus(node)) return node.sign + parts[0];
  if (isTurned(node)) return `${node.args[1].ref ? plain[1] : `(${plain[1]})`}ᵀ·${parts[0]}`;
  return parts.join(isRow(node) ? node.sign : ` ${node.sign} `);
}

// One number of an operation: given, known before the step, or computed in it.
function numberIn(model, node, t, unit, decimals) {
  const value = valueOf(model, node, t, unit);
  if ("const" in node || isWeight(node)) return given(value, decimals);
  return node.kind === "input" || node.kind === "state" ? brief(value, decimals) : fixed(value, decimals);
}

function inNumbers(node, texts) {
  if (isActivation(node)) return applied(node.symbol, texts[0]);
  if (isShare(node)) {
    const [own, ...all] = texts.map((text) => applied("exp", text));
    return `${own} / (${all.join(" + ")})`;
  }
  if (isMinus(node)) return node.sign + bracketed(texts[0], 1);
  if (isSum(node)) return texts.reduce(summed);
  return texts.map(bracketed).join(` ${node.sign} `);
}

function applied(symbol, text) {
  return symbol ? `${symbol}(${text})` : text;
}

function summed(text, part) {
  return part.startsWith("−") ? `${text} − ${part.slice(1)}` : `${text} + ${part}`;
}

function bracketed(part, place) {
  return place > 0 && part.startsWith("−") ? `(${part})` : part;
}
