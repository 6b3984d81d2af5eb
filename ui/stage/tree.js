// Reads the trees of sim/graph/trees.py: what an operation does, where it is written and which
// brackets it wants follow from its kind, form, sign and binding. No operation's name stands here.
import { activated } from "./arithmetic/equations.js";

export const isSum = ({ sign }) => sign === "+";
export const isDifference = ({ form, sign }) => form === "between" && sign === "−";
export const isMinus = ({ form }) => form === "before";
export const isQuotient = ({ sign }) => sign === "/";
export const isProduct = ({ kind, sign }) => kind === "elementwise" && sign === "·"; // entry by entry
export const isActivation = ({ kind, form }) => form === "call" && kind === "elementwise";
export const isShare = ({ kind, form }) => form === "call" && kind === "mixing"; // a softmax
export const isColumn = ({ form }) => form === "column"; // a vector beside every position
export const isTurned = ({ form }) => form === "turned"; // q @ M, the column Mᵀ·q
export const isMatrix = ({ rank }) => rank === 2;
export const isWeight = ({ kind }) => kind === "param";

export function isIdentity(node) {
  return isActivation(node) && node.name === "identity";
}

// A row times a column, a sum over their places.
export function isRow({ kind, sign }) {
  return (kind === "product" || kind === "mixing") && sign === "·";
}

export function hasParameter(node) {
  return isWeight(node) || Boolean(node.args?.some(hasParameter));
}

// 1 − a, a share that is a weight, and what is left of it.
function isRest(node) {
  return isDifference(node) && !hasParameter(node.args[0]) && isWeight(node.args[1]);
}

// How what stands between two plus signs is written with its weights as fields.
export function termKind(node) {
  if (isSum(node)) return "sum";
  if (isRow(node)) return "row";
  if (isWeight(node)) return "weight";
  if (!hasParameter(node)) return "factors";
  if (isMinus(node)) return "minus";
  if (isDifference(node)) return "difference";
  if (!isProduct(node)) return "factors";
  if (isWeight(node.args[0])) return "weighted";
  if (hasParameter(node.args.at(-1))) return "brackets";
  return node.args.every((arg) => !hasParameter(arg) || isRest(arg)) ? "rests" : "factors";
}

// Whether the argument at a place stands in brackets; an identity and a column leave no trace.
export function wantsBrackets(node, place) {
  let arg = node.args[place];
  while (isIdentity(arg) || isColumn(arg)) [arg] = arg.args;
  if (!arg.args) return false;
  if (isSum(node)) return place > 0 && beginsWithMinus(arg);
  if (isDifference(node)) return place > 0 && arg.binding === 1;
  if (isMinus(node)) return arg.binding === 1;
  if (isRow(node)) return arg.binding < 3 && !isRow(arg);
  return arg.binding < 2 || (arg.binding === 2 && !(place === 0 && isProduct(node) && isProduct(arg)));
}

function beginsWithMinus(node) {
  return isMinus(node) || (isDifference(node) && beginsWithMinus(node.args[0]));
}

// The two factors of the product at place j of a row times a column, each as [node, row, column]:
// that of entry (k, c).
export function factorsAt(node, j, k, c = 1) {
  const [first, second] = node.args;
  const left = isMatrix(first) ? [first, k, j] : [first, j, 1];
  return [left, isMatrix(second) ? [second, j, isMatrix(first) ? c : k] : [second, j, 1]];
}

// How many products a row times a column is the sum of.
export function lengthOf(model, { args: [first] }) {
  return sizeOf(model, first, isMatrix(first) ? 1 : 0);
}

// Which of them one entry has: a unit of a masked matrix does not hear every other.
export function heardPlaces(model, node, k) {
  const [first] = node.args;
  const mask = isWeight(first) && isMatrix(first) && `mask/${first.ref}`;
  const places = Array.from({ length: lengthOf(model, node) }, (_, j) => j + 1);
  return mask && model.arrays[mask] ? places.filter((j) => model.entry(mask, k, j)) : places;
}

// Rows (axis 0) or columns (axis 1) of a node; 1 of what stands beside any number of them.
export function sizeOf(model, node, axis = 0) {
  if ("const" in node || (isColumn(node) && axis)) return 1;
  const array = model.arrays[node.ref ?? node.id];
  if (array) return array.shape[axis + (isGiven(node) ? 0 : 1)] ?? 1;
  if (isRow(node)) {
    const [first, second] = node.args;
    return isMatrix(first) && !axis ? sizeOf(model, first) : sizeOf(model, second, 1);
  }
  return Math.max(...node.args.map((arg) => sizeOf(model, arg, axis)));
}

function isGiven({ kind }) {
  return kind === "param" || kind === "data";
}

// Value of a node for one unit, of a matrix in one column.
export function valueOf(model, node, t, k, c = 1) {
  if ("const" in node) return node.const;
  const name = node.ref ?? node.id;
  if (isGiven(node)) return model.entry(name, k, isMatrix(node) ? c : 1);
  if (model.has(name)) return model.at(name, t, k, c);
  if (isColumn(node)) return valueOf(model, node.args[0], t, k);
  if (isRow(node)) {
    let sum = 0;
    for (let j = 1; j <= lengthOf(model, node); j += 1) sum += productAt(model, factorsAt(node, j, k, c), t);
    return sum;
  }
  return resultIn(node, operandsOf(model, node, k).map(([arg, row]) => valueOf(model, arg, t, row, c)));
}

// Product of two factors, as `factorsAt` gives them.
export function productAt(model, factors, t) {
  return factors.reduce((whole, [node, k, c]) => whole * valueOf(model, node, t, k, c), 1);
}

// What goes into one entry of an operation, as [node, row]: of a softmax its own score, then all.
export function operandsOf(model, node, k) {
  if (!isShare(node)) return node.args.map((arg) => [arg, k]);
  const [scores] = node.args;
  return [[scores, k], ...Array.from({ length: sizeOf(model, scores) }, (_, j) => [scores, j + 1])];
}

// What an operation makes of numbers, those of `operandsOf`.
export function resultIn(node, values) {
  const [first, second] = values;
  if (isActivation(node)) return activated(node, first);
  if (isShare(node)) return shareOfPower(first, values.slice(1));
  if (isMinus(node)) return -first;
  if (isDifference(node)) return first - second;
  if (isSum(node)) return values.reduce((a, b) => a + b);
  return isProduct(node) ? values.reduce((a, b) => a * b) : first / second;
}

// e to the power of a score over the sum of all such powers: the largest aside, nothing overflows.
export function shareOfPower(score, scores) {
  const most = Math.max(...scores);
  return Math.exp(score - most) / scores.reduce((sum, one) => sum + Math.exp(one - most), 0);
}
