// The pieces of an expression: factors with the numbers of one unit, or all of it in symbols.
import { el } from "../../shared/dom.js";
import { brief } from "../../shared/format.js";

export function hasParameter(node) {
  return node.kind === "param" || Boolean(node.args?.some(hasParameter));
}

export function isIdentity(node) {
  return node.op === "act" && node.name === "identity";
}

// The name of an activation; a letter with a mark needs a font that can place it.
export function callOf(symbol) {
  return el("span", { class: "arith-call" }, symbol);
}

export function termOf(parts, length) {
  return { parts, length };
}

// Terms of an expression of lines and states alone; `applied`: with the activations worked out.
export function factorTerms(sheet, node, applied = false) {
  if (node.op === "add") return node.args.flatMap((arg) => factorTerms(sheet, arg, applied));
  if (node.op === "sub") {
    const [from, less] = node.args.map((arg) => factor(sheet, arg, sheet.unit, false));
    return [termOf([...from[0], " − ", ...less[0]], from[1] + less[1] + 3)];
  }
  const term = termOf(...factorsOf(sheet, node, { applied, exact: false }));
  return [{ ...term, known: (root) => sheet.know(node.id, root) }];
}

// The parts of a product.
export function factorsOf(sheet, node, { applied = false, exact = true } = {}) {
  if (node.op !== "mul") return factor(sheet, node, sheet.unit, exact);
  const parts = [];
  let length = 0;
  node.args.forEach((arg, n) => {
    const [more, size] =
      applied && arg.op === "act" ? worked(sheet, arg) : factor(sheet, arg, sheet.unit, exact);
    parts.push(...(n ? ["·"] : []), ...more);
    length += size + (n ? 1 : 0);
  });
  return [parts, length];
}

function worked(sheet, node) {
  const { root, length } = sheet.value(node, { factor: true, level: 1 });
  return [[root], length];
}

// One factor, in parentheses where it is negative or no single number. `exact`: a state or an input
// as 7 rather than 7.000 where it is 7.
export function factor(sheet, node, k, exact = true) {
  if ("const" in node) return [[brief(node.const)], brief(node.const).length];
  if (node.ref) {
    const { root, length } = sheet.value(node, { k, exact: exact && node.kind !== "line", factor: true });
    return [[root], length];
  }
  if (node.op === "mul") {
    const parts = [];
    let length = 2;
    for (const arg of node.args) {
      const [more, size] = factor(sheet, arg, k, exact);
      if (parts.length) parts.push("·");
      parts.push(...more);
      length += size + 1;
    }
    return [["(", ...parts, ")"], length];
  }
  if (node.op === "act" && !isIdentity(node)) {
    const { root, length } = sheet.value(node.args[0], { k });
    const call = node.symbol;
    return [[callOf(call), "(", root, ")"], length + call.length + 2];
  }
  if (isIdentity(node)) return factor(sheet, node.args[0], k, exact);
  if (node.op === "sub") {
    const [from, a] = factor(sheet, node.args[0], k, exact);
    const [less, b] = factor(sheet, node.args[1], k, exact);
    return [["(", ...from, " − ", ...less, ")"], a + b + 5];
  }
  const { root, length } = sheet.value(node, { k, factor: true });
  return [[root], length];
}

// The same expression in symbols.
export function symbolsOf(sheet, node, inner = false) {
  if ("const" in node) return [brief(node.const)];
  if (node.ref) return [sheet.symbol(node.ref).root];
  const [first, second] = node.args;
  const write = (arg) => symbolsOf(sheet, arg, true);
  if (isIdentity(node)) return symbolsOf(sheet, first, inner);
  if (node.op === "act") return [callOf(node.symbol), "(", ...symbolsOf(sheet, first), ")"];
  const open = inner && node.op !== "mul" && node.op !== "matmul";
  let parts;
  if (node.op === "add") parts = node.args.flatMap((arg, n) => [...(n ? [" + "] : []), ...symbolsOf(sheet, arg)]);
  else if (node.op === "sub") parts = [...write(first), " − ", ...write(second)];
  else parts = [...write(first), "·", ...(second.op === "mul" ? ["(", ...write(second), ")"] : write(second))];
  return open ? ["(", ...parts, ")"] : parts;
}
