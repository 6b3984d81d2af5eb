// A lecture's numbers beneath ours, with a tick where both are the same.
import { el } from "./dom.js";
import { short } from "./format.js";

export class Theirs {
  constructor(store) {
    this.store = store;
    this.cells = [];
  }

  row({ expected, letter }) {
    const { model } = this.store;
    const line = el("tr", { class: "score-expected" },
      el("th", { class: "score-head", scope: "row" }, el("span", { class: "score-hidden" }, letter, " "), model.word("lecture")));
    for (let t = 1; t <= model.T; t += 1) {
      const ok = expected.ok[t - 1] ?? null;
      const cell = el("td");
      if (ok !== null) {
        cell.append(short(expected.values[t - 1]), el("span", { class: ok ? "score-ok" : "score-off", "aria-hidden": "true" }, ok ? " ✓" : " ✗"),
          el("span", { class: "score-hidden" }, ` ${model.word(ok ? "same" : "differs")}`));
      }
      this.cells.push({ cell, line: expected.line, t });
      line.append(cell);
    }
    line.append(el("td"));
    return line;
  }

  // Covered as long as our own number is.
  cover() {
    const { cover } = this.store;
    for (const { cell, line, t } of this.cells) cell.classList.toggle("score-covered", !cover.shows(line, t));
  }
}
