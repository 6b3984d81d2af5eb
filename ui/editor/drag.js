// Dragging sideways changes a number by small steps: on the knob at the cell that has the focus, or
// on any cell with Alt held. Touches elsewhere are left to scrolling.
import { el } from "../shared/dom.js";

const STEP_PIXELS = 8;
const PAUSE = 60; // ms between two edits, so that the server keeps up
const MOST_STEPS = 1000;

export class Dragger {
  constructor(root) {
    this.root = root;
    this.knob = el("div", { class: "knob", "aria-hidden": "true", hidden: true }, "‹ ›");
    root.append(this.knob);
    this.follow = () => this.place();
    root.addEventListener("scroll", this.follow, true);
    root.addEventListener("pointerdown", (event) => this.start(event));
    root.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      root.addEventListener(name, () => this.end());
    }
    // A drag must not take the focus out of the field, nor a keypad away.
    this.knob.addEventListener("mousedown", (event) => event.preventDefault());
  }

  attend(cell) {
    this.cell = cell?.input.readOnly ? null : cell;
    this.place();
  }

  place() {
    const { knob, cell, root } = this;
    knob.hidden = !cell;
    if (!cell) return;
    const frame = root.getBoundingClientRect();
    const box = cell.input.getBoundingClientRect();
    const view = cell.input.closest(".box").getBoundingClientRect();
    knob.hidden = box.bottom > view.bottom + 1 || box.left < view.left || box.right > view.right + 1;
    const left = (box.left + box.right) / 2 - frame.left - knob.offsetWidth / 2;
    knob.style.transform = `translate(${Math.round(left)}px, ${Math.round(box.bottom - frame.top)}px)`;
  }

  start(event) {
    const onKnob = event.target === this.knob;
    const cell = onKnob ? this.cell : event.altKey && event.target.cell;
    if (!cell || event.button !== 0) return;
    event.preventDefault();
    if (!onKnob) cell.focus();
    Object.assign(this, { dragged: cell, from: event.clientX, sent: 0, due: 0, fast: event.shiftKey });
    this.root.setPointerCapture(event.pointerId);
    this.root.classList.add("dragging");
  }

  move(event) {
    if (!this.dragged) return;
    this.due = Math.trunc((event.clientX - this.from) / STEP_PIXELS) * (this.fast ? 10 : 1);
    this.timer ??= setTimeout(() => this.flush(), PAUSE);
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    const steps = Math.max(-MOST_STEPS, Math.min(MOST_STEPS, this.due - this.sent));
    if (steps && this.dragged) this.dragged.nudge(steps);
    this.sent = this.due;
  }

  end() {
    if (!this.dragged) return;
    this.flush();
    this.dragged = null;
    this.root.classList.remove("dragging");
  }

  close() {
    clearTimeout(this.timer);
  }
}
