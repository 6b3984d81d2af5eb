// What the parts of the stage share: the run, the place in it, and the edits on their way.
import { Ahead } from "./preview.js";
import { Clock } from "./player/clock.js";
import { Cover, REVEAL } from "./cover.js";
import { Delivery, waitingMark } from "../shared/delivery.js";
import { arrayOf } from "../shared/entry.js";
import { Followers } from "./follow.js";
import { stateBefore } from "./formula.js";
import { Keys } from "./player/keys.js";
import { Predictions } from "./predict.js";
import { Screen } from "./player/present.js";
import { Fit } from "./player/fit.js";

const SETTLE = 250; // ms of rest before the server is told where we are
const READOUT = new Set(["y", "y_pre"]); // of a readout: stands behind the cell's last operation

export class Store {
  constructor(model, send) {
    this.send = send;
    this.model = model;
    this.parts = [];
    this.pending = [];
    this.sequence = model.ack;
    this.place = model.place;
    this.view = { t: 1, unit: 1, ...model.view, phase: null, playing: false, speed: 1 };
    this.grain = "step";
    this.clock = new Clock(this);
    this.cover = new Cover(this);
    this.predictions = new Predictions(this);
    this.screen = new Screen(this);
    this.fit = new Fit(this);
    this.ahead = new Ahead(this);
    this.delivery = new Delivery(this, waitingMark(this));
    // Of several stages on a page one has the player: it alone hears the keys, moves the charts'
    // cursors, speaks and tells the server; the others follow it.
    this.leads = !model.parts || model.parts.includes("player");
    this.takesApart = !model.parts || model.parts.includes("diagram");
  }

  // A part is a function(store) -> { root, update(), show(), close?() }: update after a new run,
  // show after a change of view (timestep, unit, phase, playing).
  mount(root, parts) {
    this.root = root;
    this.makers = parts;
    if (this.leads) root.tabIndex = 0;
    else root.removeAttribute("tabindex");
    root.classList.toggle("stage-read-only", Boolean(this.model.read_only));
    root.setAttribute("role", "region");
    this.build();
    if (this.leads) this.keys = new Keys(this, this.clock);
    this.followers = new Followers(this);
    this.take(this.model);
    this.followers.find();
    this.keys?.takeFocus();
    if (this.model.autoplay && !this.cover.on) this.clock.playUnasked();
  }

  // Parts say their words once; in another language they are made anew.
  build() {
    const { root, model } = this;
    root.lang = model.lang;
    root.setAttribute("aria-label", this.leads ? model.word("stage") : model.cell.title);
    for (const part of this.parts) {
      part.close?.();
      part.root.remove();
    }
    this.parts = Object.entries(this.makers).map(([name, make]) => {
      const part = make(this);
      part.root.classList.add("part", `part-${name}`);
      root.append(part.root);
      return part;
    });
    this.tongue = model.tongue;
  }

  // What the page's rerun brought.
  receive(model) {
    const anew = model.ahead?.token !== this.model.ahead?.token;
    if (anew) this.renew(model);
    this.pending = this.pending.filter((edit) => edit.seq > model.ack);
    if (!this.ahead.knows(model)) this.take(model);
    if (anew && this.pending.length) this.ahead.tell();
    this.delivery.heard();
    if (!this.pending.length) delete this.root.dataset.waits;
  }

  // The server was started again: what was typed meanwhile is sent to it anew.
  renew(model) {
    const { place } = model;
    this.ahead.shown = 0;
    this.pending = this.pending.map((edit) => ({ ...edit, seq: (this.sequence += 1), place }));
  }

  // Show a run.
  take(model) {
    const fresh = model.place !== this.place; // another document: begin where it says, at rest
    if (fresh) this.clock.pause();
    if (fresh) clearTimeout(this.timer); // where we were in the one before is no news
    this.model = model;
    this.places = placesOf(model);
    this.sequence = Math.max(this.sequence, model.ack);
    const { view } = this;
    if (fresh) {
      Object.assign(view, model.view, { phase: null });
      this.grain = "step";
      this.place = model.place;
    }
    view.t = Math.min(view.t, model.T);
    view.unit = Math.min(view.unit, model.units);
    if (view.phase !== null) view.phase = Math.min(view.phase, model.order.length - 1);
    this.screen.receive(model);
    if (fresh) this.cover.restart();
    this.cover.follow();
    if (model.tongue !== this.tongue) this.build();
    for (const part of this.parts) part.update();
    this.show();
    this.fit.again();
    this.root.dataset.locked = model.locked.join(" ");
    this.root.dataset.rev = model.rev;
    if (fresh) this.followers.find();
  }

  // Change the place: t and unit from 1; phase is an index into model.order, or null for the
  // whole step. `silent`: it came from elsewhere, others know of it.
  go(change, { silent = false } = {}) {
    const { view, model, cover } = this;
    if (change === REVEAL) cover.reveal();
    else Object.assign(view, change);
    view.t = Math.max(1, Math.min(model.T, view.t));
    view.unit = Math.max(1, Math.min(model.units, view.unit));
    if (view.phase === null) this.grain = "step";
    cover.follow();
    this.show();
    this.fit.check();
    if (!silent) this.announce();
    this.tell();
  }

  // "step" moves by timesteps, "inside" by operations of one timestep.
  setGrain(grain) {
    if (grain === this.grain || !this.takesApart) return;
    this.grain = grain;
    this.go({ phase: grain === "inside" ? 0 : null });
  }

  show() {
    for (const part of this.parts) part.show();
    this.root.dataset.t = this.view.t;
    this.root.dataset.phase = this.view.phase ?? "";
    this.root.dataset.playing = this.view.playing;
    this.followers?.show();
  }

  // Charts and other components on the page follow this event.
  announce() {
    const { t, unit } = this.view;
    window.dispatchEvent(new CustomEvent("gatescope-clock", { detail: { t, unit, from: this } }));
  }

  // The server hears of the place once it rests.
  tell() {
    clearTimeout(this.timer);
    if (this.view.playing || !this.leads) return;
    const { t, unit } = this.view;
    const { place } = this;
    this.timer = setTimeout(() => this.send("view", { t, unit, place }), SETTLE);
  }

  // Whether a quantity is already computed at this moment of a step that is played operation by
  // operation, and not covered; inputs and states before are there from the start.
  reached(name) {
    const { phase, t } = this.view;
    return (phase === null || this.placeOf(name) <= phase) && this.cover.shows(name, t);
  }

  // Whether a quantity of step t is on show: not covered, and at this step computed by now. The
  // state before the next step is what this one makes.
  knows(name, t) {
    const before = stateBefore(name);
    if (before && t > 1) return this.knows(before, t - 1);
    return this.cover.shows(name, t) && (t !== this.view.t || this.reached(name));
  }

  // When in a step a quantity is computed: an index into model.order, -1 if it is given.
  placeOf(name) {
    if (this.model.readout && READOUT.has(name)) return this.model.order.length - 1;
    return this.places.get(name) ?? -1;
  }

  // Whether this field of the document can't be changed: inputs, params, initial or readout; "steps"
  // is how many there are, and what they are called.
  locks(field) {
    return this.model.read_only || this.model.locked.includes(field);
  }

  // Whether this number of the document can't be changed.
  locksEntry(entry) {
    return this.locks(this.model.document[arrayOf(entry)]);
  }

  // Ask for a change: {op, entry, text}; sent until the server has acknowledged it. It names the
  // document that it is meant for. `leaving`: the person turns to the rest of the page, whose next
  // message must not overtake the edit.
  edit(change, { leaving = false } = {}) {
    if (this.model.read_only || (!change.entry && (this.locks("inputs") || this.locks("steps")))) return;
    this.sequence += 1;
    this.pending.push({ seq: this.sequence, place: this.place, ...change });
    this.root.dataset.waits = this.sequence;
    this.delivery.watch();
    if (leaving || !this.ahead.offered) this.ahead.tell();
    else this.ahead.hurry();
  }

  // The line was down, or is slow: what the server has not acknowledged goes again.
  resend(edits) {
    this.ahead.refused = null;
    this.send("edits", edits);
  }

  close() {
    this.closed = true;
    this.delivery.close();
    clearTimeout(this.timer);
    this.clock.close();
    this.keys?.close();
    this.ahead.close();
    this.screen.close();
    this.fit.close();
    this.followers.close();
    for (const part of this.parts) part.close?.();
    this.root.replaceChildren(); // a later mount on the same root finds it empty
  }
}

// Quantity -> its place in the order of evaluation; a part of a sum has the sum's.
function placesOf(model) {
  const places = new Map(model.order.map(([quantity], place) => [quantity, place]));
  const visit = (node, above) => {
    const place = places.get(node.id) ?? above;
    if (node.id) places.set(node.id, place);
    node.args?.forEach((arg) => visit(arg, place));
  };
  for (const [line, tree] of Object.entries(model.expressions)) visit(tree, places.get(line));
  return places;
}
