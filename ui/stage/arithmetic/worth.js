// What the arithmetic is worth by the numbers that are printed: as terms.js and
// factors.js write it, so that an equal sign can be judged.
import { activated } from "./equations.js";
import { brief, fixed, given, readBack } from "../../shared/format.js";
import {
  factorsAt, hasParameter, isActivation, isColumn, isIdentity, isProduct, isQuotient, isRow, isShare, isSum, isWeight,
  heardPlaces, productAt, resultIn, termKind, valueOf,
} from "../tree.js";

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

  value(node, k, c) {
    return valueOf(this.model, node, this.t, k, c);
  }

  weight(name, row, column) {
    return this.seen(given, this.model.entry(name, row, column));
  }

  // A number that was computed.
  score(node, k) {
    return this.seen(fixed, this.value(node, k));
  }

  // Terms with the weights as fields.
  terms(node) {
    const kind = termKind(node);
    const before = (args) => args.map((arg) => this.factor(arg, this.unit));
    if (kind === "sum") return node.args.reduce((sum, arg) => sum + this.terms(arg), 0);
    if (kind === "row") return this.row(node);
    if (kind === "minus") return -this.terms(node.args[0]);
    if (kind === "difference") return this.terms(node.args[0]) - this.terms(node.args[1]);
    if (kind === "weight") return this.weight(node.ref, this.unit);
    if (kind === "weighted") return this.weight(node.args[0].ref, this.unit) * this.factor(node.args[1], this.unit);
    if (kind === "rests") {
      const rest = (arg) => this.factor(arg.args[0], this.unit) - this.weight(arg.args[1].ref, this.unit);
      return node.args.reduce((whole, arg) => whole * (hasParameter(arg) ? rest(arg) : this.factor(arg, this.unit)), 1);
    }
    if (kind === "brackets") return before(node.args.slice(0, -1)).reduce((a, b) => a * b) * this.terms(node.args.at(-1));
    return this.factors(node, true);
  }

  // A row times a column.
  row(node) {
    const places = heardPlaces(this.model, node, this.unit);
    return this.products((j) => factorsAt(node, places[j - 1], this.unit), places.length);
  }

  // A sum of products, of which a long one is folded. at: place -> the two factors.
  products(at, length) {
    return this.folded(length, (j) => this.product(at(j)), (j) => productAt(this.model, at(j), this.t));
  }

  // The same of any terms. seen, exact: place -> what a term is worth as printed, and its value.
  folded(length, seen, exact) {
    const shown = length > FOLD_BEYOND && !this.unfolded ? FOLD_TO : length;
    let [sum, rest] = [0, 0];
    for (let j = 1; j <= length; j += 1) {
      if (j <= shown) sum += seen(j);
      else rest += exact(j);
    }
    return shown < length ? sum + this.seen(fixed, rest) : sum;
  }

  product(factors) {
    return factors.reduce((whole, [node, k, c]) => whole * (isWeight(node) ? this.weight(node.ref, k, c) : this.factor(node, k, true, c)), 1);
  }

  // Terms of lines and states alone; `applied`: with the activations worked out.
  lines(node, applied = false) {
    if (isSum(node)) return node.args.reduce((sum, arg) => sum + this.lines(arg, applied), 0);
    if (isRow(node)) return applied ? this.seen(fixed, this.value(node, this.unit), this.applied) : this.row(node);
    return this.factors(node, false, applied);
  }

  factors(node, exact, applied = false) {
    const make = (arg) => {
      const done = applied && isActivation(arg);
      return done ? this.seen(fixed, this.value(arg, this.unit), this.applied) : this.factor(arg, this.unit, exact);
    };
    return isProduct(node) || isQuotient(node) ? resultIn(node, node.args.map(make)) : make(node);
  }

  factor(node, k, exact = true, c = 1) {
    if ("const" in node) return node.const;
    if (node.ref) return this.seen(exact && node.kind !== "line" ? brief : fixed, this.value(node, k, c));
    if (isColumn(node)) return this.factor(node.args[0], k, exact);
    if (isIdentity(node)) return this.factor(node.args[0], k, exact, c);
    if (isActivation(node)) return activated(node, this.seen(fixed, this.value(node.args[0], k, c)));
    if (isSum(node) || isRow(node) || isShare(node)) return this.seen(fixed, this.value(node, k, c));
    return resultIn(node, node.args.map((arg) => this.factor(arg, k, exact, c)));
  }
}
