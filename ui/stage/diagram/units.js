// All units at once: a bar for each state of each unit; a click or tap chooses the unit.
import { el } from "../../shared/dom.js";
import { fixed } from "../../shared/format.js";
import { symbolOf } from "../formula.js";

const MANY_UNITS = 40; // from so many on not every one has its number
const UNIT_GAPS = [2, 5, 10, 20, 50, 100];

export class UnitStrip {
  constructor(store) {
    this.store = store;
    this.root = el("div", { class: "un", role: "listbox" });
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) store.go({ unit: Number(button.dataset.unit) });
    });
  }

  update() {
    const { model } = this.store;
    const { units } = model;
    this.root.hidden = units === 1;
    this.root.setAttribute("aria-label", model.word("units"));
    if (units === 1) {
      this.key = null;
      this.units = [];
      return this.root.replaceChildren();
    }
    this.states = shownLines(model);
    const key = `${units} ${this.states}`;
    this.scale = this.states.map((name) => largestUnit(model, name) || 1);
    this.last = [];
    if (key === this.key) return;
    this.key = key;
    this.root.toggleAttribute("data-many", units >= MANY_UNITS);
    const gap = UNIT_GAPS.find((one) => units / one <= MANY_UNITS / 2) ?? UNIT_GAPS.at(-1);
    this.units = Array.from({ length: units }, (_, k) => {
      const bars = this.states.map((name) => {
        const bar = el("i", { class: "un-bar" });
        bar.style.setProperty("--line", `var(--line-${name})`);
        return bar;
      });
      const button = el("button", { type: "button", role: "option", class: "un-unit", tabindex: "-1", "data-unit": k + 1 },
        el("span", { class: "un-bars" }, ...bars), el("span", { class: "un-number" }, String(k + 1)));
      button.toggleAttribute("data-told", (k + 1) % gap === 0);
      return { button, bars };
    });
    this.root.replaceChildren(
      el("span", { class: "un-names" }, ...this.states.map((name) => {
        const label = el("b", {}, name);
        label.style.setProperty("--line", `var(--line-${name}-text)`);
        return label;
      })),
      ...this.units.map(({ button }) => button),
    );
  }

  show() {
    const { model, view } = this.store;
    const known = this.states?.map((name) => this.store.reached(name));
    this.units.forEach(({ button, bars }, k) => {
      const chosen = String(k + 1 === view.unit);
      if (button.getAttribute("aria-selected") !== chosen) button.setAttribute("aria-selected", chosen);
      bars.forEach((bar, j) => {
        const value = known[j] && k < model.size(this.states[j]) ? model.at(this.states[j], view.t, k + 1) : 0;
        const share = Math.max(-1, Math.min(1, value / this.scale[j])) || 0;
        bar.style.transform = `scaleY(${share.toFixed(3)})`;
      });
      if (!view.playing) {
        const values = this.states.map((name, j) => `${symbolOf(model, name, view.t)} ${known[j] ? fixed(model.at(name, view.t, k + 1)) : "·"}`).join(", ");
        button.title = model.word("unit_values", { unit: k + 1, values });
      }
    });
  }
}

// The states, what carries the past first; of a cell without one what it puts out, and its shares.
function shownLines(model) {
  const { memory } = model.cell;
  const shares = model.states.length ? [] : model.lines.filter(({ role }) => role === "gate").map(({ name }) => name);
  return [memory, ...model.states.filter((name) => name !== memory), ...shares.filter((name) => name !== memory)];
}

function largestUnit(model, name) {
  const { offset, shape } = model.arrays[name];
  const count = shape[0] * (shape[1] ?? 1);
  let most = 0;
  for (let k = offset; k < offset + count; k += 1) {
    const size = Math.abs(model.numbers[k]);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}
