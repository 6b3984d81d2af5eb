// Predict, then reveal: what comes after the last thing revealed stays hidden, everywhere on the
// stage. Inputs, weights, the states at the start and what a gate is set to are never hidden.
import { stateBefore } from "./formula.js";

const COVER_ALL = Infinity; // every operation of the step

// A move that uncovers instead of going anywhere.
export const REVEAL = Object.freeze({ reveal: true });

export class Cover {
  // Revealed are all steps before t, at t the operations up to phase, and the steps in open.
  // strict: what was only given, as it leads up to the place, is covered again on the way back.
  constructor(store) {
    Object.assign(this, { store, on: false, t: 1, phase: -1, strict: false, open: new Set() });
  }

  // Switch it; what stands on screen is the first thing to predict.
  set(on) {
    if (on === this.on) return;
    this.on = on;
    this.restart();
  }

  restart() {
    Object.assign(this, { t: this.store.view.t, phase: -1 });
    this.open.clear();
    this.follow();
  }

  // After a change of place or of the run: what leads up to the place is given.
  follow() {
    const { view, model } = this.store;
    if (this.t > model.T) Object.assign(this, { t: model.T, phase: COVER_ALL });
    const back = this.strict && view.t < this.t && !this.open.has(view.t);
    if (view.t > this.t || back) Object.assign(this, { t: view.t, phase: this.open.has(view.t) ? COVER_ALL : -1 });
    if (view.t === this.t && view.phase !== null) this.phase = Math.max(this.phase, view.phase - 1);
  }

  // Whether this moment still hides something.
  get waits() {
    const { view } = this.store;
    return this.on && view.t === this.t && this.phase < this.goal(view.phase);
  }

  reveal() {
    this.phase = Math.max(this.phase, this.goal(this.store.view.phase));
    if (this.phase === COVER_ALL) this.open.add(this.t);
  }

  goal(phase) {
    return phase === null || phase >= this.store.model.order.length - 1 ? COVER_ALL : phase;
  }

  // Whether a quantity of step t is on show.
  shows(name, t) {
    if (!this.on || name === "x" || t < this.t || this.open.has(t) || this.store.model.isSet(name, t)) return true;
    const before = stateBefore(name);
    if (before) return t === 1 || this.shows(before, t - 1);
    return t === this.t && this.store.placeOf(name) <= this.phase;
  }

  // In how many steps, from the first, a quantity is on show.
  count(name) {
    if (!this.on || name === "x") return this.store.model.T;
    return this.t - 1 + (this.shows(name, this.t) ? 1 : 0);
  }

  // Changes when something is covered or revealed.
  get key() {
    return this.on ? `${this.t} ${this.phase} ${this.open.size}` : "";
  }
}
