// A lecture's numbers, or those worked out by hand, beneath ours, with a tick where both are the same.
import { el, write } from "../../shared/dom.js";
import { short } from "../../shared/format.js";

const THEIRS_LECTURE = { given: "lecture", changed: "lecture_changed", text: "lecture_changed_text" };
const THEIRS_BY_HAND = { given: "by_hand", changed: "by_hand_changed", text: "by_hand_changed_text" };

export class Theirs {
  constructor(store) {
    this.store = store;
    this.lines = new Map();
  }

  row({ quantity, k, expected, letter }) {
    const name = el("span");
    const head = el("th", { class: "score-head", scope: "row" }, el("span", { class: "score-hidden" }, letter, " "), name);
    const cells = Array.from({ length: this.store.model.T }, () => {
      const [value, mark] = [el("span"), el("span", { "aria-hidden": "true" })];
      const said = el("span", { class: "score-hidden" });
      return { cell: el("td", {}, value, mark, said), value, mark, said };
    });
    this.lines.set(`${quantity} ${k}`, { head, name, cells, line: expected.line });
    return el("tr", { class: "score-expected" }, head, ...cells.map(({ cell }) => cell), el("td"));
  }

  // In place: a number that is dragged changes them many times a second.
  fill({ quantity, k, expected }) {
    const { model } = this.store;
    const row = this.lines.get(`${quantity} ${k}`);
    const { changed } = expected;
    const words = expected.by_hand ? THEIRS_BY_HAND : THEIRS_LECTURE;
    write(row.name, model.word(changed ? words.changed : words.given));
    row.head.title = changed ? model.word(words.text) : "";
    row.expected = expected;
    row.cells.forEach((_, at) => this.say(row, at));
  }

  // Waits as long as our own number does: covered, or at this step not yet computed.
  say({ cells, line, expected }, at) {
    const { cell, value, mark, said } = cells[at];
    const { model } = this.store;
    const known = this.store.knows(line, at + 1);
    const ok = (known ? expected.ok[at] : null) ?? null;
    cell.classList.toggle("score-covered", !known);
    write(value, ok === null ? "" : short(expected.values[at]));
    // Of an example that was changed another number is no mistake: only what stayed is marked.
    write(mark, ok === null ? "" : ok ? " ✓" : expected.changed ? "" : " ✗");
    mark.className = ok ? "score-ok" : "score-off";
    write(said, ok === null ? "" : ` ${model.word(ok ? "same" : "differs")}`);
  }

  // After a move: of the step that was on show before, and of the one that is now.
  show() {
    const { t } = this.store.view;
    for (const row of this.lines.values()) {
      const steps = new Set([this.at, this.at + 1, t, t + 1]); // a state before is of the step after
      for (const step of steps) if (row.cells[step - 1]) this.say(row, step - 1);
    }
    this.at = t;
  }

  // After something was covered or revealed.
  cover() {
    for (const row of this.lines.values()) row.cells.forEach((_, at) => this.say(row, at));
  }
}
