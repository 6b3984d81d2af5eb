// What floats beside a field without moving anything: the reason of a refusal, and a sign key for
// keypads that have no minus.
import { el } from "./dom.js";

const floaterOwners = new WeakMap();

export function floatersOf(store) {
  if (!floaterOwners.has(store)) floaterOwners.set(store, new Floaters(store));
  return floaterOwners.get(store);
}

class Floaters {
  constructor(store) {
    this.store = store;
    this.reason = el("div", { class: "field-note", role: "alert", "aria-live": "polite", hidden: true });
    this.sign = el("button", { class: "field-sign", type: "button", tabindex: "-1", hidden: true }, "±");
    this.sign.setAttribute("aria-label", store.model.word("change_sign"));
    // The key must not take the focus, or the field would close.
    for (const name of ["pointerdown", "mousedown", "touchend"]) {
      this.sign.addEventListener(name, (event) => event.preventDefault());
    }
    this.sign.addEventListener("pointerdown", () => this.typing?.flip());
    this.follow = () => this.place();
  }

  note(field, message) {
    this.noted = field;
    this.reason.textContent = message;
    this.reason.hidden = false;
    this.place();
  }

  clear(field) {
    if (this.noted !== field) return;
    this.noted = null;
    this.reason.hidden = true;
  }

  signKey(field) {
    this.typing = field && matchMedia("(pointer: coarse)").matches ? field : null;
    this.sign.hidden = !this.typing;
    if (this.noted && field && field !== this.noted) this.clear(this.noted);
    this.place();
  }

  place() {
    const { root } = this.store;
    if (!root) return;
    root.append(...[this.reason, this.sign].filter((node) => node.parentNode !== root));
    root.removeEventListener("scroll", this.follow, true);
    if (!this.noted && !this.typing) return;
    root.addEventListener("scroll", this.follow, true);
    const frame = root.getBoundingClientRect();
    if (this.noted) {
      const box = this.noted.input.getBoundingClientRect();
      const room = frame.width - this.reason.offsetWidth;
      // Above, since Enter moves on to the field below.
      const above = box.top - frame.top - this.reason.offsetHeight - 4;
      const top = above < 0 ? box.bottom - frame.top + 4 : above;
      this.move(this.reason, Math.min(box.left - frame.left, room), top);
      this.reason.hidden = box.width === 0;
    }
    if (this.typing) {
      const box = this.typing.input.getBoundingClientRect();
      const right = box.right - frame.left + 6;
      const left = right + 44 > frame.width ? box.left - frame.left - 50 : right;
      this.move(this.sign, left, (box.top + box.bottom) / 2 - frame.top - 20);
    }
  }

  move(node, left, top) {
    node.style.transform = `translate(${Math.round(Math.max(0, left))}px, ${Math.round(top)}px)`;
  }
}
