// What the arithmetic is worth by the numbers that are printed: as terms.js and
// factors.js write it, so that an equal sign can be judged.
import { hasParameter, isIdentity } from "./factors.js";
import { activated } from "./equations.js";
import { brief, fixed, given, readBack } from "../../shared/format.js";
import { valueOf } from "../formula.js";

export const FOLD_BEYOND = 4; // products of one matrix shown in a row
export const FOLD_TO = 2;

// Numbers of a unit at a step as they are printed with so many decimals.
export class Printed {
  // unfolded: every product of a matrix stands.
  constructor(model, t, unit, decimals, applied = decimals, unfolded = false) {
    Object.assign(this, { model, t, unit, decimals, applied, unfolded });
  }

  seen(write, value, decimals = this.decimals) {
    return readBack(write(value, decimals));
  }

  value(node, k) {
    return valueOf(this.model, node, this.t, k);
  }

  weight(name, row, column) {
    return this.seen(given, this.model.entry(name, row, column));
  }

  // Terms with the weights as fields.
  terms(node) {
    if (node.op === "add") return node.args.reduce((sum, arg) => sum + this.terms(arg), 0);
    if (node.op === "matmul") return this.products(node);
    if (node.kind === "param") return this.weight(node.ref, this.unit);
    if (node.op === "mul" && node.args[0].kind === "param") {
      return this.weight(node.args[0].ref, this.unit) * this.factor(node.args[1], this.unit);
    }
    if (node.op === "mul" && hasParameter(node) && !hasParameter(node.args.at(-1))) {
      const share = (arg) => this.factor(arg.args[0], this.unit) - this.weight(arg.args[1].ref, this.unit);
      return node.args.reduce((whole, arg) => whole * (hasParameter(arg) ? share(arg) : this.factor(arg, this.unit)), 1);
    }
    if (node.op === "mul" && hasParameter(node)) {
      const before = node.args.slice(0, -1).map((arg) => this.factor(arg, this.unit));
      return before.reduce((a, b) => a * b) * this.terms(node.args.at(-1));
    }
    return this.factors(node, true);
  }

  products(node) {
    const [{ ref }, operand] = node.args;
    return this.row(ref, this.unit, operand);
  }

  // A row of a matrix times a vector, of which a long one is folded.
  row(name, row, operand) {
    const width = this.model.arrays[name].shape[1];
    const shown = width > FOLD_BEYOND && !this.unfolded ? FOLD_TO : width;
    let sum = 0;
    for (let j = 1; j <= shown; j += 1) sum += this.weight(name, row, j) * this.factor(operand, j);
    let rest = 0;
    for (let j = shown + 1; j <= width; j += 1) rest += this.model.entry(name, row, j) * this.value(operand, j);
    return shown < width ? sum + this.seen(fixed, rest) : sum;
  }

  // Terms of lines and states alone; `applied`: with the activations worked out.
  lines(node, applied = false) {
    if (node.op === "add") return node.args.reduce((sum, arg) => sum + this.lines(arg, applied), 0);
    if (node.op === "sub") return this.factor(node.args[0], this.unit, false) - this.factor(node.args[1], this.unit, false);
    return this.factors(node, false, applied);
  }

  factors(node, exact, applied = false) {
    if (node.op !== "mul") return this.factor(node, this.unit, exact);
    return node.args.reduce((whole, arg) => {
      const done = applied && arg.op === "act";
      return whole * (done ? this.seen(fixed, this.value(arg, this.unit), this.applied) : this.factor(arg, this.unit, exact));
    }, 1);
  }

  factor(node, k, exact = true) {
    if ("const" in node) return node.const;
    if (node.ref) return this.seen(exact && node.kind !== "line" ? brief : fixed, this.value(node, k));
    if (node.op === "mul") return node.args.reduce((whole, arg) => whole * this.factor(arg, k, exact), 1);
    if (isIdentity(node)) return this.factor(node.args[0], k, exact);
    if (node.op === "act") return activated(node, this.seen(fixed, this.value(node.args[0], k)));
    if (node.op === "sub") return this.factor(node.args[0], k, exact) - this.factor(node.args[1], k, exact);
    return this.seen(fixed, this.value(node, k));
  }
}
