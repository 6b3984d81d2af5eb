// Equations before a class. One with a few products stands whole; of a longer one the first products
// stand, and how many there are besides: its result is in view.
import { el } from "../../shared/dom.js";
import { isProduct, isRow, isWeight, heardPlaces } from "../tree.js";

const LARGE_FOLD_BEYOND = 6; // products of a whole equation
const LARGE_FOLD_TO = 2;

// How the sums of an equation are folded, null where each matrix is folded by itself.
export function foldingOf(sheet, node) {
  return sheet.large ? new LargeFolding(sheet.model, productsIn(sheet.model, node, sheet.unit)) : null;
}

export function foldingOfReadout(sheet) {
  return sheet.large ? new LargeFolding(sheet.model, sheet.model.sizes.H) : null;
}

// Products that a sum is made of.
function productsIn(model, node, k) {
  if (isRow(node)) return heardPlaces(model, node, k).length;
  if (isProduct(node) && isWeight(node.args[0])) return 1;
  return (node.args ?? []).reduce((sum, arg) => sum + productsIn(model, arg, k), 0);
}

class LargeFolding {
  constructor(model, products) {
    this.model = model;
    this.leavesOut = products > LARGE_FOLD_BEYOND;
    this.left = this.leavesOut ? LARGE_FOLD_TO : Infinity;
    this.last = null; // the folded term that the next matrix joins
  }

  // Something else stands between this matrix and the next.
  part() {
    this.last = null;
  }

  terms(sum, folds) {
    const { makers } = sum;
    const shown = makers.slice(0, this.left).map((make) => make());
    this.left -= shown.length;
    const count = makers.length - shown.length;
    if (!count) return shown;
    if (shown.length) this.part();
    const term = this.last ?? foldedTerm(this.model);
    term.count += count;
    folds.push({ ...sum, button: term.button });
    term.button.textContent = this.model.word("arith_products", { count: term.count });
    term.length = term.button.textContent.length;
    if (this.last) return shown;
    this.last = term;
    return [...shown, term];
  }
}

function foldedTerm(model) {
  const button = el("button", { class: "arith-more", type: "button", "aria-expanded": "false", title: model.word("arith_more_title") });
  return { button, parts: [button], count: 0, length: 0 };
}
