// A softmax with its numbers: e to the power of the unit's score over the sum of all such powers.
import { callOf, termOf } from "./factors.js";
import { folded, joined } from "./terms.js";
import { FOLD_BEYOND, Printed } from "./worth.js";
import { el } from "../../shared/dom.js";
import { shareOfPower, sizeOf, valueOf } from "../tree.js";

// Pieces "exp(0.5) / (exp(0.5) + exp(−1))". folds: as of a sum.
export function powersOf(sheet, scores, folds) {
  const { model, unit } = sheet;
  const before = () => sheet.equation.levels - 2; // level of what the result is made of
  const size = sizeOf(model, scores);
  const power = (k) => {
    const { root, length } = sheet.value(scores, { k, level: before() });
    return termOf([callOf("exp"), "(", root, ")"], length + 5);
  };
  const makers = Array.from({ length: size }, (_, k) => () => power(k + 1));
  const product = (k) => (t) => Math.exp(valueOf(model, scores, t, k));
  const own = power(unit);
  const all = joined(folded(sheet, {
    name: "exp", makers, product, id: scores.ref ?? scores.id, level: before(), worth: (seen, k) => Math.exp(seen.score(scores, k)),
  }, folds));
  const first = { root: el("span", { class: "arith-term" }, ...own.parts, " /"), length: own.length + 2 };
  for (const [piece, before, after] of [[all[0], "(", ""], [all.at(-1), "", ")"]]) {
    piece.root = el("span", { class: "arith-term" }, before, piece.root, after);
    piece.length += 1;
  }
  return [first, ...all];
}

// What they are worth by the numbers that are printed.
export function seenShare(sheet, scores, t, decimals) {
  const { model, unit } = sheet;
  const seen = new Printed(model, t, unit, decimals);
  const all = Array.from({ length: sizeOf(model, scores) }, (_, k) => seen.score(scores, k + 1));
  if (all.length <= FOLD_BEYOND) return shareOfPower(all[unit - 1], all);
  const exact = (k) => Math.exp(valueOf(model, scores, t, k));
  return Math.exp(all[unit - 1]) / seen.folded(all.length, (k) => Math.exp(all[k - 1]), exact);
}
