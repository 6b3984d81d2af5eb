// One line of the cell as arithmetic: its sum with the weights as fields, then what comes of it.
import { callOf, symbolsOf } from "./factors.js";
import { Equation, signNode } from "./equation.js";
import { foldingOf } from "./large.js";
import { factorTerms, foldList, joined, termsOf } from "./terms.js";
import { powersOf, seenShare } from "./powers.js";
import { Printed } from "./worth.js";
import { el, write } from "../../shared/dom.js";
import { activated, isNear } from "./equations.js";
import { fixed, readBack, subscript } from "../../shared/format.js";
import { hasParameter, isActivation, isIdentity, isRow, isShare, isSum, valueOf } from "../tree.js";

// name, title: of the line; lines: rows of pieces {root, length}, each row one "= …".
export class ArithBlock {
  constructor(sheet, { name, subscript: index = "", title, ids }) {
    this.sheet = sheet;
    this.ids = ids;
    this.name = name;
    this.rows = [];
    this.folds = [];
    const { model } = sheet;
    const stem = name;
    this.words = ["arith_symbols", "arith_numbers"].map((word) => model.word(word, { name, title }));
    this.head = el("button", { class: "arith-name", type: "button", "aria-pressed": "false", title: this.words[0] }, stem, index);
    this.head.addEventListener("click", () => this.turn());
    this.body = el("div", { class: "arith-body" });
    this.root = el("div", { class: "arith-block", style: `--line: var(--line-${name}); --line-text: var(--line-${name}-text)` }, this.head, this.body);
  }

  // A row: "= " and its pieces; a break can come between pieces only. sign: in place of the "= ".
  row(pieces, kind = "", sign = `=${this.sheet.gap}`) {
    const root = el("div", { class: `arith-row ${kind}` }, sign);
    pieces.forEach(({ root: piece }, n) => root.append(...(n ? [" "] : []), piece));
    this.rows.push({ root, lengths: pieces.map(({ length }) => length) });
    this.body.append(root);
    return root;
  }

  // A gate that is held at a value comes from no sum: the value in the place of the last row.
  showHeld(t) {
    const { model, unit } = this.sheet;
    const held = model.isSet(this.name, t);
    this.root.classList.toggle("arith-is-held", held);
    if (!held) return;
    this.held ??= this.body.appendChild(el("div", { class: "arith-row arith-held" }));
    write(this.held, model.word("held_at", { value: fixed(model.at(this.name, t, unit)) }));
  }

  // Folded terms: behind a button in a row, their lists beneath it.
  addFolds(folds, row = 0) {
    if (!folds.length) return;
    const places = folds.map((fold) => {
      const place = el("div");
      let list = null;
      fold.button.addEventListener("click", () => {
        list ??= this.unfolded(fold, place);
        list.hidden = !list.hidden;
        fold.button.setAttribute("aria-expanded", String(!list.hidden));
      });
      return place;
    });
    this.rows[row].root.after(...places);
  }

  unfolded(fold, place) {
    const list = foldList(this.sheet, fold);
    list.hidden = true;
    place.append(list);
    this.sheet.update();
    this.sheet.show();
    return list;
  }

  // Symbols instead of numbers, and back.
  turn() {
    const on = this.head.getAttribute("aria-pressed") !== "true";
    this.head.setAttribute("aria-pressed", String(on));
    this.head.title = this.words[on ? 1 : 0];
    this.inSymbols ??= this.makeSymbols?.();
    if (!this.inSymbols) return;
    const numbers = this.rows[0].root;
    this.sheet.show();
    if (on) numbers.replaceWith(this.inSymbols);
    else this.inSymbols.replaceWith(numbers);
  }

  // Keep the room of the longest texts, so that nothing below moves while the steps pass. flows: a
  // row goes on where the one before ends.
  reserve(columns, height, flows) {
    let lines = flows ? 1 : 0;
    let used = 2;
    for (const { lengths } of this.rows) {
      if (flows) used += 2;
      else [lines, used] = [lines + 1, 2];
      for (const length of lengths) {
        if (used + length > columns && used > 2) [lines, used] = [lines + 1, 2];
        used += length + 1;
      }
    }
    this.body.style.minHeight = `${lines * height}px`;
  }
}

export function lineBlock(whole, line) {
  const { model } = whole;
  const sheet = whole.of(line.name);
  const tree = model.expressions[line.name];
  const ids = model.order.filter(([, owner]) => owner === line.name).map(([id]) => id);
  const block = new ArithBlock(sheet, {
    name: line.name, title: line.title, ids, subscript: model.ownIndex(line.name, sheet.unit),
  });
  if (isShare(tree)) ofPowers(sheet, block, tree);
  else if (hasParameter(tree)) withWeights(sheet, block, tree);
  else ofLines(sheet, block, tree);
  return block;
}

// f = σ(0·1 + 100·0 + 10), then = σ(10.000) = 1.000.
function withWeights(sheet, block, tree) {
  const act = isActivation(tree);
  const inner = act ? tree.args[0] : tree;
  const call = act && !isIdentity(tree) ? tree.symbol : "";
  const folding = foldingOf(sheet, inner);
  // Products that are not there at all nobody can add.
  const made = (t, decimals) => (folding?.leavesOut ? valueOf(sheet.model, inner, t, sheet.unit)
    : new Printed(sheet.model, t, sheet.unit, decimals, decimals, Boolean(folding)).terms(inner));
  const last = lastOf(sheet, block.name, sheet.unit);
  const equation = new Equation(sheet, call ? 3 : 2, (t, [parts, whole, result]) => {
    if (!call) return [isNear(made(t, parts), last(t, whole), whole)];
    const sum = fixed(valueOf(sheet.model, inner, t, sheet.unit), whole);
    return [isNear(made(t, parts), sum, whole), isNear(activated(tree, readBack(sum)), last(t, result), result)];
  });
  const folds = [];
  sheet.within(equation, () => {
    sheet.folding = folding;
    const pieces = joined(termsOf(sheet, inner, folds));
    sheet.folding = null;
    const result = resultOf(sheet, block.name, sheet.unit, equation.levels - 1, equation.levels - 2);
    if (call) {
      around(pieces, call, ")");
      block.row(pieces);
      const pre = sheet.value(inner, { level: 1 });
      around([pre], call, ")");
      block.row([pre, result], "arith-made", signNode(equation, 0));
    } else {
      block.row([...pieces, result]);
    }
  });
  block.addFolds(folds);
  block.makeSymbols = () => el("div", { class: "arith-row" }, "= ", ...symbolsOf(sheet, tree));
}

// a = softmax(e), then e to the power of a score over the sum of all such powers. A score that stands
// on no line of its own is worked out first.
function ofPowers(sheet, block, tree) {
  const [scores] = tree.args;
  const open = !scores.ref;
  const weights = hasParameter(tree);
  const folding = foldingOf(sheet, scores);
  const last = lastOf(sheet, block.name, sheet.unit);
  const levels = open ? 3 : 2;
  const equation = new Equation(sheet, levels, (t, decimals) => {
    const result = decimals.at(-1);
    const share = isNear(seenShare(sheet, scores, t, decimals.at(-2)), last(t, result), result);
    if (!open) return [share];
    const score = fixed(valueOf(sheet.model, scores, t, sheet.unit), decimals[1]);
    const made = folding?.leavesOut ? valueOf(sheet.model, scores, t, sheet.unit)
      : new Printed(sheet.model, t, sheet.unit, decimals[0], decimals[0], Boolean(folding)).terms(scores);
    return [isNear(made, score, decimals[1]), share];
  });
  const symbols = { root: el("span", {}, ...symbolsOf(sheet, tree)) };
  symbols.length = symbols.root.textContent.length + 8;
  const [inner, outer] = [[], []];
  sheet.within(equation, () => {
    if (!weights) block.row([symbols]);
    if (open) {
      sheet.folding = folding;
      const pieces = joined(termsOf(sheet, scores, inner));
      sheet.folding = null;
      around(pieces, tree.sign, `)${subscript(sheet.unit)}`);
      block.row(pieces);
    }
    const pieces = powersOf(sheet, scores, outer);
    const result = resultOf(sheet, block.name, sheet.unit, levels - 1, levels - 2);
    block.row([...pieces, result], open ? "arith-made" : "", open ? signNode(equation, 0) : undefined);
  });
  block.addFolds(outer, block.rows.length - 1);
  block.addFolds(inner, block.rows.length - 2);
  if (weights) block.makeSymbols = () => el("div", { class: "arith-row" }, "= ", ...symbolsOf(sheet, tree));
}

// The result of a line as it is printed.
export function lastOf(sheet, name, k) {
  return (t, decimals) => fixed(sheet.model.at(name, t, k), decimals);
}

// c = f·c₃ + i·g in symbols, then with the numbers; a single product fits in one row.
function ofLines(sheet, block, tree) {
  const acts = nestedActs(tree);
  const summands = isSum(tree) ? tree.args : [tree];
  const folding = foldingOf(sheet, tree);
  const last = lastOf(sheet, block.name, sheet.unit);
  const equation = new Equation(sheet, acts.length ? 3 : 2, (t, [parts, whole, result]) => {
    const seen = new Printed(sheet.model, t, sheet.unit, parts, whole, Boolean(folding));
    if (folding?.leavesOut) return acts.length ? [true, true] : [true];
    if (!acts.length) return [isNear(seen.lines(tree), last(t, whole), whole)];
    const worked = [...acts, ...summands.filter(isRow)].every((part) => {
      const text = fixed(valueOf(sheet.model, part, t, sheet.unit), whole);
      return isNear(isRow(part) ? seen.row(part) : seen.factor(part, sheet.unit), text, whole);
    });
    return [worked, isNear(seen.lines(tree, true), last(t, result), result)];
  });
  const symbols = { root: el("span", {}, ...symbolsOf(sheet, tree)) };
  symbols.length = symbols.root.textContent.length + 8;
  const folds = [];
  sheet.within(equation, () => {
    sheet.folding = folding;
    const pieces = joined(factorTerms(sheet, tree, folds));
    sheet.folding = null;
    pieces[0].root.prepend("= ");
    pieces[0].length += 2;
    const result = resultOf(sheet, block.name, sheet.unit, equation.levels - 1, equation.levels - 2);
    if (!isSum(tree) && !acts.length) {
      block.row([symbols, ...pieces, result]);
    } else if (acts.length) {
      block.row([symbols, ...pieces]);
      block.row([...joined(factorTerms(sheet, tree, folds, true)), result], "", signNode(equation, 0));
    } else {
      pieces[0].root.firstChild.remove();
      block.row([symbols]);
      block.row([...pieces, result]);
    }
  });
  block.addFolds(folds, isSum(tree) && !acts.length ? 1 : 0);
}

// Activations that are worked out in a row of their own; not those of other units.
function nestedActs(node) {
  if (isRow(node) || isShare(node)) return [];
  const own = isActivation(node) && !isIdentity(node) ? [node] : [];
  return [...own, ...(node.args ?? []).flatMap(nestedActs)];
}

// "= 7.000". level: of the equation; place: of its sign, undefined for one that is always equal.
export function resultOf(sheet, name, k, level, place) {
  const value = sheet.value({ ref: name, kind: undefined }, { k, kind: "arith-result", level });
  const sign = place === undefined ? "= " : signNode(sheet.equation, place);
  return { root: el("span", { class: "arith-term" }, sign, value.root), length: value.length + 2 };
}

// Put a call around the first and the last piece: σ( … ); `after` closes it.
export function around(pieces, before, after) {
  const [first, last] = [pieces[0], pieces.at(-1)];
  const wrap = (piece) => {
    if (piece.wrapped) return;
    piece.root = el("span", { class: "arith-term" }, piece.root);
    piece.wrapped = true;
  };
  wrap(first);
  wrap(last);
  first.root.prepend(callOf(before), "(");
  last.root.append(after);
  first.length += before.length + 1;
  last.length += after.length;
}
