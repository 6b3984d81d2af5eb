// Keeps the page in step: other components by an event on the window, charts by their cursor.

const CHART_PAUSE = 100; // ms between two moves of a chart's cursor while playing

export class Followers {
  constructor(store) {
    this.store = store;
    this.heard = ({ detail }) => {
      const { t, unit = store.view.unit, from } = detail ?? {};
      if (from === store || !Number.isInteger(t) || !Number.isInteger(unit)) return;
      if (t === store.view.t && unit === store.view.unit) return;
      store.go({ t, unit, phase: null, playing: false }, { silent: true });
    };
    this.asked = () => store.leads && store.announce();
    window.addEventListener("gatescope-clock", this.heard);
    window.addEventListener("gatescope-where", this.asked);
  }

  // A stage that follows is told by the one that leads where it is, whichever was there first.
  find() {
    if (this.store.leads) this.store.announce();
    else window.dispatchEvent(new CustomEvent("gatescope-where"));
  }

  show() {
    if (!this.store.leads) return;
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
    window.removeEventListener("gatescope-where", this.asked);
  }
}
