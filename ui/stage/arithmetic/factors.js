// The pieces of an expression: factors with the numbers of one unit, or all of it in symbols.
import { el } from "../../shared/dom.js";
import { brief } from "../../shared/format.js";
import {
  isActivation, isColumn, isDifference, isIdentity, isMinus, isProduct, isQuotient, isRow, isShare, isTurned, wantsBrackets,
} from "../tree.js";

// The name of an activation; a letter with a mark needs a font that can place it.
export function callOf(symbol) {
  return el("span", { class: "arith-call" }, symbol);
}

export function termOf(parts, length) {
  return { parts, length };
}

// The parts of a product or a quotient.
export function factorsOf(sheet, node, { applied = false, exact = true } = {}) {
  const make = (arg) => (applied && isActivation(arg) ? worked(sheet, arg) : factor(sheet, arg, sheet.unit, exact));
  return isProduct(node) || isQuotient(node) ? joinedFactors(node, make) : make(node);
}

function joinedFactors(node, make) {
  const sign = isProduct(node) ? node.sign : ` ${node.sign} `;
  const parts = [];
  let length = 0;
  node.args.forEach((arg, n) => {
    const [more, size] = make(arg);
    parts.push(...(n ? [sign] : []), ...more);
    length += size + (n ? sign.length : 0);
  });
  return [parts, length];
}

function worked(sheet, node) {
  const { root, length } = sheet.value(node, { factor: true, level: 1 });
  return [[root], length];
}

// One factor, in parentheses where it is negative or no single number. `exact`: a state or an input
// as 7 rather than 7.000 where it is 7; k, c: its row and, of a matrix, its column.
export function factor(sheet, node, k, exact = true, c = 1) {
  if ("const" in node) return [[brief(node.const)], brief(node.const).length];
  if (node.ref) {
    const { root, length } = sheet.value(node, { k, c, exact: exact && node.kind !== "line", factor: true });
    return [[root], length];
  }
  if (isProduct(node) || isQuotient(node)) {
    const [parts, length] = joinedFactors(node, (arg) => factor(sheet, arg, k, exact, c));
    return [["(", ...parts, ")"], length + 2];
  }
  if (isColumn(node)) return factor(sheet, node.args[0], k, exact);
  if (isIdentity(node)) return factor(sheet, node.args[0], k, exact, c);
  if (isActivation(node)) {
    const { root, length } = sheet.value(node.args[0], { k, c });
    const call = node.symbol;
    return [[callOf(call), "(", root, ")"], length + call.length + 2];
  }
  if (isMinus(node)) {
    const [parts, length] = factor(sheet, node.args[0], k, exact, c);
    return [["(−", ...parts, ")"], length + 3];
  }
  if (isDifference(node)) {
    const [from, a] = factor(sheet, node.args[0], k, exact, c);
    const [less, b] = factor(sheet, node.args[1], k, exact, c);
    return [["(", ...from, " − ", ...less, ")"], a + b + 5];
  }
  const { root, length } = sheet.value(node, { k, c, factor: true });
  return [[root], length];
}

// The same expression in symbols.
export function symbolsOf(sheet, node) {
  if ("const" in node) return [brief(node.const)];
  if (node.ref) return [sheet.symbol(node.ref).root];
  const [first, second] = node.args;
  if (isIdentity(node) || isColumn(node)) return symbolsOf(sheet, first);
  if (isActivation(node)) return [callOf(node.symbol), "(", ...symbolsOf(sheet, first), ")"];
  if (isShare(node)) return [callOf(node.sign), "(", ...symbolsOf(sheet, first), ")"];
  const parts = node.args.map((arg, n) => fenced(symbolsOf(sheet, arg), wantsBrackets(node, n)));
  if (isMinus(node)) return [node.sign, ...parts[0]];
  if (isTurned(node)) return [...fenced(symbolsOf(sheet, second), !second.ref), "ᵀ·", ...parts[0]];
  const close = isProduct(node) || isRow(node);
  return parts.flatMap((part, n) => [...(n ? [close ? node.sign : ` ${node.sign} `] : []), ...part]);
}

function fenced(parts, brackets) {
  return brackets ? ["(", ...parts, ")"] : parts;
}
