// What floats beside a field without moving anything: the reason of a refusal, and keys for keypads
// that have no minus, or a comma and no point.
import { el } from "./dom.js";

const KEYS_WIDTH = 92; // px of both

const floaterOwners = new WeakMap();

export function floatersOf(store) {
  if (!floaterOwners.has(store)) floaterOwners.set(store, new Floaters(store));
  return floaterOwners.get(store);
}

class Floaters {
  constructor(store) {
    this.store = store;
    this.words = el("span", { role: "alert", "aria-live": "polite" });
    this.dismiss = el("button", { class: "field-dismiss", type: "button", "aria-label": store.model.word("dismiss"), title: store.model.word("dismiss") }, "×");
    this.dismiss.addEventListener("click", () => this.noted?.drop());
    this.reason = el("div", { class: "field-note", hidden: true }, this.words, this.dismiss);
    this.keys = el("div", { class: "field-keys", hidden: true },
      this.key("±", "field-sign", "change_sign", (field) => field.flip()),
      this.key(".", "field-point", "decimal_point", (field) => field.point()));
    this.follow = () => this.place();
  }

  key(sign, name, word, press) {
    const label = this.store.model.word(word);
    const key = el("button", { class: name, type: "button", tabindex: "-1", "aria-label": label }, sign);
    // The key must not take the focus, or the field would close.
    for (const kind of ["pointerdown", "mousedown", "touchend"]) {
      key.addEventListener(kind, (event) => event.preventDefault());
    }
    key.addEventListener("pointerdown", () => this.typing && press(this.typing));
    return key;
  }

  note(field, message) {
    if (field !== this.noted && this.noted?.holdsBlock && !field.focused) return;
    this.noted = field;
    this.words.textContent = message;
    this.dismiss.hidden = !field.holdsBlock;
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
    this.keys.hidden = !this.typing;
    const left = this.noted && field && field !== this.noted;
    if (left && !this.noted.holdsBlock) this.clear(this.noted);
    this.place();
  }

  place() {
    const { root } = this.store;
    if (!root) return;
    root.append(...[this.reason, this.keys].filter((node) => node.parentNode !== root));
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
      const left = right + KEYS_WIDTH > frame.width ? box.left - frame.left - KEYS_WIDTH - 6 : right;
      this.move(this.keys, left, (box.top + box.bottom) / 2 - frame.top - 20);
    }
  }

  move(node, left, top) {
    node.style.transform = `translate(${Math.round(Math.max(0, left))}px, ${Math.round(top)}px)`;
  }
}
