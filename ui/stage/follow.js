// Keeps the page in step: other components by an event on the window, charts by their cursor.
import { el, write } from "../shared/dom.js";

const CHART_PAUSE = 100; // ms between two moves of a chart's cursor while playing

export class Followers {
  constructor(store) {
    this.store = store;
    this.heard = ({ detail }) => {
      const { t, unit = store.view.unit, from } = detail ?? {};
      if (!Number.isInteger(t) || !Number.isInteger(unit)) return;
      this.asked = t;
      this.over();
      if (from === store) return;
      if (t === store.view.t && unit === store.view.unit) return;
      store.go({ t, unit, phase: null, playing: false }, { silent: true });
    };
    this.wondered = () => store.leads && store.announce();
    window.addEventListener("gatescope-clock", this.heard);
    window.addEventListener("gatescope-where", this.wondered);
  }

  // The one that leads has gone on beyond the last step of this run, which stays there.
  over() {
    const { root, model } = this.store;
    const is = this.asked > model.T;
    if (!is && !this.note) return;
    root.classList.toggle("stage-over", is);
    this.note ??= root.appendChild(el("p", { class: "stage-ended", role: "status" }));
    write(this.note, is ? model.word("over", { steps: model.T }) : "");
    this.note.hidden = !is;
  }

  // A stage that follows is told by the one that leads where it is, whichever was there first.
  find() {
    if (this.store.leads) this.store.announce();
    else window.dispatchEvent(new CustomEvent("gatescope-where"));
  }

  show() {
    if (!this.store.leads) return this.over();
    clearTimeout(this.later);
    const wait = this.store.view.playing ? CHART_PAUSE - (performance.now() - (this.moved ?? -CHART_PAUSE)) : 0;
    this.later = setTimeout(() => this.moveCursors(), Math.max(0, wait));
  }

  moveCursors() {
    this.moved = performance.now();
    window.dispatchEvent(new CustomEvent("gatescope-cursor", { detail: { t: this.store.view.t } }));
  }

  close() {
    clearTimeout(this.later);
    window.removeEventListener("gatescope-clock", this.heard);
    window.removeEventListener("gatescope-where", this.wondered);
  }
}
