// What the parts of the stage share: the run, the place in it, and the edits on their way.

const SETTLE = 250; // ms of rest before the server is told where we are

export class Store {
  constructor(model, send) {
    this.send = send;
    this.model = model;
    this.parts = [];
    this.pending = [];
    this.sequence = model.ack;
    this.view = { t: model.view.t, unit: model.view.unit, phase: null, playing: false, speed: 1 };
    this.grain = "step";
  }

  // A part is a function(store) -> { root, update(), show(), close?() }: update after a new run,
  // show after a change of view (timestep, unit, phase, playing).
  mount(root, parts) {
    this.root = root;
    this.parts = Object.entries(parts).map(([name, make]) => {
      const part = make(this);
      part.root.classList.add("part", `part-${name}`);
      root.append(part.root);
      return part;
    });
    this.receive(this.model);
  }

  receive(model) {
    this.model = model;
    this.pending = this.pending.filter((edit) => edit.seq > model.ack);
    this.sequence = Math.max(this.sequence, model.ack);
    const { view } = this;
    view.t = Math.min(view.t, model.T);
    view.unit = Math.min(view.unit, model.sizes.H);
    for (const part of this.parts) part.update();
    this.show();
    this.root.dataset.rev = model.rev;
  }

  // Change the place: t and unit from 1; phase is an index into model.order, or null for the
  // whole step.
  go(change) {
    const { view, model } = this;
    Object.assign(view, change);
    view.t = Math.max(1, Math.min(model.T, view.t));
    this.show();
    this.announce();
  }

  show() {
    for (const part of this.parts) part.show();
    this.root.dataset.t = this.view.t;
  }

  // Charts and other components on the page follow this event.
  announce() {
    const { t, unit } = this.view;
    window.dispatchEvent(new CustomEvent("gatescope-clock", { detail: { t, unit, from: this } }));
    clearTimeout(this.timer);
    if (!this.view.playing) {
      this.timer = setTimeout(() => this.send("view", { t, unit }), SETTLE);
    }
  }

  // Whether a quantity is already computed at this moment of a step that is played operation by
  // operation.
  reached(name) {
    const { phase } = this.view;
    if (phase === null) return true;
    const place = this.model.order.findIndex(([quantity]) => quantity === name);
    return place <= phase;
  }

  // Ask for a change: {op, path, text}; sent until the server has acknowledged it.
  edit(change) {
    this.sequence += 1;
    this.pending.push({ seq: this.sequence, ...change });
    this.send("edits", [...this.pending]);
  }

  close() {
    clearTimeout(this.timer);
    for (const part of this.parts) part.close?.();
  }
}
