// How a quantity is written: with symbols, and with the numbers of one unit at one step.
import { activated, isNear, settle, signOf } from "./arithmetic/equations.js";
import { brief, fixed, given, readBack, short, subscript } from "../shared/format.js";

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
// operation made, or null. A product with a matrix is not written out: then numbers is "".
export function formulaOf(model, id, t, unit) {
  const node = nodesOf(model).get(id);
  if (!node) return null;
  const symbols = inSymbols(model, node, t);
  const whole = (decimals) => fixed(valueById(model, id, t, unit), decimals);
  if (!node.args || node.op === "matmul") return { symbols, numbers: "", sign: "=", value: whole() };
  const value = (arg, decimals) => numberIn(model, arg, t, unit, decimals);
  const { decimals, holds } = settle(2, ([parts, last]) => {
    const seen = node.args.map((arg) => readBack(value(arg, parts)));
    return [isNear(resultIn(node, seen), whole(last), last)];
  });
  const texts = node.args.map((arg) => value(arg, decimals[0]));
  return { symbols, numbers: inNumbers(node, texts), sign: signOf(holds[0]), value: whole(decimals[1]) };
}

// Value of any node of an expression for one unit.
export function valueOf(model, node, t, unit) {
  if ("const" in node) return node.const;
  const name = node.ref ?? node.id;
  if (node.kind === "param") return model.entry(name, unit);
  if (model.has(name)) return model.at(name, t, unit);
  const [first, second] = node.args;
  if (node.op === "matmul") return rowTimesVector(model, first.ref, second, t, unit);
  const values = node.args.map((arg) => valueOf(model, arg, t, unit));
  if (node.op === "add") return values.reduce((a, b) => a + b);
  if (node.op === "sub") return values[0] - values[1];
  if (node.op === "mul") return values.reduce((a, b) => a * b);
  return NaN;
}

export function valueById(model, id, t, unit) {
  if (model.isGiven(id)) return model.entry(id, unit);
  if (model.has(id)) return model.at(id, t, unit);
  const node = nodesOf(model).get(id);
  return node ? valueOf(model, node, t, unit) : NaN;
}

function rowTimesVector(model, matrix, operand, t, unit) {
  const width = model.arrays[matrix].shape[1];
  let sum = 0;
  for (let k = 1; k <= width; k += 1) {
    sum += model.entry(matrix, unit, k) * valueOf(model, operand, t, k);
  }
  return sum;
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
  const parts = node.args.map((arg) => inSymbols(model, arg, t));
  if (node.op === "act") return applied(node.symbol, parts[0]);
  if (node.op === "add") return parts.join(" + ");
  if (node.op === "sub") return parts.join(" − ");
  const whole = (arg) => (node.op === "matmul" ? !arg.args : !isSum(arg));
  const factors = parts.map((part, k) => (whole(node.args[k]) ? part : `(${part})`));
  return factors.join(node.op === "matmul" ? "·" : " · ");
}

// One number of an operation: given, known before the step, or computed in it.
function numberIn(model, node, t, unit, decimals) {
  const value = valueOf(model, node, t, unit);
  if ("const" in node || node.kind === "param") return given(value, decimals);
  return node.kind === "input" || node.kind === "state" ? brief(value, decimals) : fixed(value, decimals);
}

function inNumbers(node, texts) {
  if (node.op === "act") return applied(node.symbol, texts[0]);
  if (node.op === "add") return texts.reduce(summed);
  return texts.map(bracketed).join(node.op === "sub" ? " − " : " · ");
}

function resultIn(node, values) {
  if (node.op === "act") return activated(node, values[0]);
  if (node.op === "sub") return values[0] - values[1];
  return values.reduce((a, b) => (node.op === "add" ? a + b : a * b));
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

function isSum(node) {
  return node.op === "add" || node.op === "sub";
}
