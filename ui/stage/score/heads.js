// The heads of the score's table: a row's letter and name, a step's number and name.
import { composing } from "../../shared/composing.js";
import { el } from "../../shared/dom.js";
import { goTo, insertStep, moveStep } from "./cursor.js";

const NAMED_ROWS = { input: "x", readout: "y" }; // kind of row -> axis of its names

export function rowHead(store, row, names, signals) {
  const { model } = store;
  const title = el("span", { class: "score-title" }, row.title);
  const axis = NAMED_ROWS[row.kind];
  const filled = row.kind === "input" && names.free("x");
  return el("th", { class: "score-head", scope: "row", title: model.line[row.line]?.reads ?? null },
    el("b", { class: "score-letter" }, row.letter), " ", axis ? names.at(title, axis, row.k) : title,
    filled ? signals.button(row.k, row.letter) : null);
}

// { row, buttons }: the header with a button a step, and one that adds a step.
export function stepHeads(store, corner, names) {
  const { model } = store;
  const buttons = [];
  const row = el("tr", {}, el("th", { class: "score-head score-corner", scope: "col" }, corner));
  for (let t = 1; t <= model.T; t += 1) {
    const name = model.label("t", t, null);
    const button = el("button", { class: name ? "score-step score-called" : "score-step", type: "button", tabindex: "-1" },
      name ? `${t} ${name}` : el("span", { class: "score-t" }, "t = "), name ? null : String(t));
    names.at(button, "t", t);
    if (name) button.title = name;
    button.addEventListener("keydown", (event) => stepKey(store, event, t));
    buttons.push(button);
    row.append(el("th", { class: "score-th", scope: "col" }, button));
  }
  const add = model.word("add_step");
  const plus = el("button", { class: "score-plus", type: "button", title: add, "aria-label": add }, "+");
  plus.addEventListener("click", () => insertStep(store, store.model.T + 1));
  row.append(el("td", { class: "score-plus-cell" }, plus));
  return { row, buttons };
}

export function stepKey(store, event, t) {
  if (composing(event)) return;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (event.key === "Enter" || event.key === " ") goTo(store, t);
  else if (step && event.altKey && event.shiftKey) moveStep(store, t, t + step);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
