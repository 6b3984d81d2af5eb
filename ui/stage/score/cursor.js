// Moving through the columns by pointer, and changing them: insert, move, delete.
import { el } from "../../shared/dom.js";
import { Menu } from "./menu.js";

// Drag or click along an element: `pick(event)` for each place. A vertical pan on a touch screen
// stays the page's (touch-action: pan-y in the style sheet).
export function scrubbing(element, pick) {
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("button:not(.score-step), input")) return;
    element.setPointerCapture(event.pointerId);
    element.classList.add("score-dragged");
    pick(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) pick(event);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    element.addEventListener(name, () => element.classList.remove("score-dragged"));
  }
}

export function goTo(store, t) {
  const bounded = Math.max(1, Math.min(store.model.T, t));
  if (bounded !== store.view.t || store.view.phase !== null) store.go({ t: bounded, phase: null });
}

// Put a new step where step t is, or behind the last one, and go there once it exists.
export function insertStep(store, t) {
  store.edit({ op: "insert_step", at: t });
  store.wantedStep = { t, sequence: store.sequence };
}

export function goToWanted(store) {
  const { wantedStep: wanted, model } = store;
  if (!wanted || model.ack < wanted.sequence) return;
  store.wantedStep = null;
  queueMicrotask(() => goTo(store, wanted.t));
}

// from and to: steps.
export function moveStep(store, from, to) {
  if (to < 1 || to > store.model.T || to === from) return;
  store.edit({ op: "move_step", from, to });
  store.go({ t: to, phase: null });
}

// The button of the current column's menu.
export class StepMenu {
  constructor(store, names) {
    Object.assign(this, { store, names });
    this.menu = new Menu();
    this.button = el("button", { class: "score-tool", type: "button", "aria-haspopup": "menu" }, "⋯");
    this.button.addEventListener("click", () => this.open());
    this.root = el("span", { class: "score-menu-place" }, this.button, this.menu.root);
  }

  show() {
    const label = this.store.model.word("step_menu", { t: this.store.view.t });
    if (this.button.title === label) return;
    this.button.title = label;
    this.button.setAttribute("aria-label", label);
  }

  open() {
    const { store, menu } = this;
    const { model } = store;
    const { t } = store.view;
    const entry = (word, able, run, why) => menu.entry({ text: model.word(word, { t }), able, why, run });
    menu.show(this.button,
      entry("name_step", true, () => this.names.edit("t", t)),
      entry("insert_before", true, () => insertStep(store, t)),
      entry("insert_after", true, () => insertStep(store, t + 1)),
      entry("move_earlier", t > 1, () => moveStep(store, t, t - 1)),
      entry("move_later", t < model.T, () => moveStep(store, t, t + 1)),
      entry("remove_step", model.T > 1, () => store.edit({ op: "remove_step", at: t }), model.word("only_step")));
  }
}

// Dragging a grip moves the current column to another place; `drop` shows where to.
export function gripping(grip, drop, store, columnAt) {
  let to = null;
  grip.addEventListener("pointerdown", (event) => {
    grip.setPointerCapture(event.pointerId);
    to = store.view.t;
  });
  grip.addEventListener("pointermove", (event) => {
    if (!grip.hasPointerCapture(event.pointerId)) return;
    to = Math.max(1, Math.min(store.model.T, columnAt(event)));
    const { t } = store.view;
    drop.hidden = to === t;
    drop.style.setProperty("--score-drop", to > t ? to : to - 1);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    grip.addEventListener(name, () => {
      drop.hidden = true;
      if (name === "pointerup" && to !== null) moveStep(store, store.view.t, to);
      to = null;
    });
  }
}
