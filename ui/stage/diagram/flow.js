// Beads that travel along the pipes while something happens: while playing, and for a moment after
// a step. One loop for all of them, at rest otherwise.

const CALM = 900; // ms that the beads go on after a step
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Flow {
  constructor(store) {
    this.store = store;
    this.streams = [];
    this.way = 0;
    this.until = 0;
    this.turn = (now) => this.tick(now);
  }

  set(streams) {
    this.streams = streams;
  }

  stir() {
    if (still.matches) return;
    this.until = performance.now() + CALM;
    if (this.frame) return;
    this.last = performance.now();
    this.frame = requestAnimationFrame(this.turn);
  }

  tick(now) {
    const passed = Math.min(50, now - this.last);
    this.last = now;
    const rest = this.store.view.playing ? 1 : Math.min(1, Math.max(0, (this.until - now) / 500));
    for (const stream of this.streams) {
      if (!stream.moving) continue;
      stream.way = ((stream.way ?? 0) + (stream.pace * rest * passed) / 1000) % 1800;
      stream.beads.style.strokeDashoffset = -stream.way;
    }
    this.frame = rest > 0 ? requestAnimationFrame(this.turn) : null;
  }

  close() {
    cancelAnimationFrame(this.frame);
  }
}
