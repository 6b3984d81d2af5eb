// An equation of the arithmetic: what its numbers are written with at a step, and its equal signs.
import { settle, signOf } from "./equations.js";

export class Equation {
  // levels: from what goes in to the result; judge: (t, decimals) -> whether each sign holds.
  constructor(sheet, levels, judge) {
    Object.assign(this, { sheet, levels, judge, found: new Map(), fields: [], shown: 3 });
    this.signs = [];
    sheet.equations.push(this);
  }

  at(t) {
    if (this.model !== this.sheet.model) this.found.clear();
    this.model = this.sheet.model;
    if (!this.found.has(t)) this.found.set(t, settle(this.levels, (decimals) => this.judge(t, decimals)));
    return this.found.get(t);
  }

  // Decimals of a level; what belongs to none has three.
  decimals(t, level) {
    return this.at(t).decimals[level] ?? 3;
  }

  // Signs and fields; the other numbers ask for themselves.
  show(t) {
    const { decimals, holds } = this.at(t);
    this.signs.forEach(({ node, place }) => {
      const text = `${signOf(holds[place])}${this.sheet.gap}`;
      if (node.data !== text) node.data = text;
    });
    if (this.shown === decimals[0]) return;
    this.shown = decimals[0];
    for (const field of this.fields) field.update();
  }
}

// The equal sign at a place of an equation.
export function signNode(equation, place) {
  const node = document.createTextNode(`=${equation?.sheet.gap ?? " "}`);
  equation?.signs.push({ node, place });
  return node;
}
