// Edits until the server has acknowledged them. Streamlit drops what is sent while its socket is
// down and tells nobody: so what is late is marked as waiting where it was typed, and sent anew as
// soon as the line is back.
import { el } from "./dom.js";

const LOOK_EVERY = 200; // ms
const DELIVERY_LATE = 1000; // ms until it is marked
const ASK_AGAIN = 3000; // ms on a line that is up and quiet; twice as long each time

export class Delivery {
  // store: has pending and resend(edits); late: (edits) -> shows that these wait, none at the end.
  constructor(store, late) {
    Object.assign(this, { store, late, again: 0 });
  }

  // Something was sent.
  watch() {
    const now = performance.now();
    if (!this.timer) Object.assign(this, { since: now, patience: ASK_AGAIN, down: false });
    this.last = now;
    this.timer ??= setInterval(() => this.look(), LOOK_EVERY);
  }

  // An answer came.
  heard() {
    if (!this.store.pending.length) return this.rest();
    this.since = performance.now();
    this.mark();
  }

  look() {
    const { pending } = this.store;
    if (!pending.length) return this.rest();
    const now = performance.now();
    const app = document.querySelector("[data-testid=stApp]");
    const up = app?.dataset.testConnectionState === "CONNECTED";
    const quiet = up && app.dataset.testScriptState === "notRunning";
    this.works = up && app.dataset.testScriptState === "running"; // then it has what was sent
    if (app && !up) this.down = true;
    const due = quiet && now - this.last > this.patience;
    if ((up && this.down) || due) {
      if (!this.down) this.patience *= 2;
      Object.assign(this, { last: now, down: false });
      // The same list once more would be no news to Streamlit.
      this.again += 1;
      this.store.resend([...pending.slice(0, -1), { ...pending.at(-1), again: this.again }]);
    }
    this.mark();
  }

  mark() {
    const waits = !this.works && performance.now() - this.since > DELIVERY_LATE;
    const late = waits ? this.store.pending : [];
    if (!late.length && !this.marked) return;
    this.marked = late.length > 0;
    this.late?.(late);
  }

  rest() {
    clearInterval(this.timer);
    this.timer = null;
    this.since = Infinity;
    this.mark();
  }

  close() {
    clearInterval(this.timer);
  }
}

// Marks the fields whose edits wait, for `late`. store: has root and model.
export function waitingMark(store) {
  const note = el("div", { class: "field-line", role: "status", hidden: true });
  return (late) => {
    const { root, model } = store;
    const entries = late.map(({ entry }) => entry);
    let place = null; // the last of them has the note
    for (const input of root.querySelectorAll(".field")) {
      const waits = entries.includes(input.dataset.entry);
      input.classList.toggle("field-waits", waits);
      if (waits && (!place || input.dataset.entry === entries.at(-1))) place = input;
    }
    note.hidden = !late.length;
    if (!late.length) return;
    if (note.parentNode !== root) root.append(note);
    note.textContent = model.word("waiting_line");
    const frame = root.getBoundingClientRect();
    const box = place?.getBoundingClientRect() ?? { left: frame.left, bottom: frame.top };
    const left = Math.max(0, Math.min(box.left - frame.left, frame.width - note.offsetWidth));
    note.style.transform = `translate(${Math.round(left)}px, ${Math.round(box.bottom - frame.top + 4)}px)`;
  };
}
