// A number that is changed where it stands. What is typed goes to the server as text; the server
// answers with a new run, or refuses: then the text stays, marked, with the reason beside it.
import { composing } from "./composing.js";
import { el } from "./dom.js";
import { full, short, negated } from "./format.js";
import { floatersOf } from "./field_floaters.js";

// A block has several numbers: rows, tabs, brackets, blanks between numbers, or several commas.
const FIELD_WORDS = /\p{L}\S*\s+\S*\p{L}/u;
const FIELD_BLOCK = /[\t\n;；[(【（]|\S[ \u3000]+\S|[,，、].*[,，、]/;

export class Field {
  // entry: its address; label: for a screen reader; read: () -> number.
  // rest: number -> text while nobody types; fit: as wide as its text; move: (rows, columns) ->
  // whether a neighbour took the focus; sign: given when a minus at rest stands before the field,
  // outside of it; steps: of an input, where on screen the steps after it stand, "across" or "down":
  // a pasted block goes in as seen, and words become inputs; bits: () -> whether the row is of 0 and 1, which space toggles.
  constructor(store, { entry, label, read, rest = short, fit = false, move, sign, kind = "", steps = null, bits }) {
    Object.assign(this, { store, read, rest, fit, move, sign, steps, bits });
    this.input = el("input", {
      class: `field ${kind}`, type: "text", inputmode: "decimal", autocomplete: "off",
      autocorrect: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "done",
    });
    if (store.model.read_only) this.input.tabIndex = -1;
    this.clean = "";
    this.sent = null;
    this.bind(entry, label);
    this.listen();
  }

  // The same field for another number.
  bind(entry, label) {
    if (entry === this.entry) return;
    Object.assign(this, { entry, sent: null });
    this.input.dataset.entry = entry;
    this.input.setAttribute("aria-label", label);
  }

  get focused() {
    return this.input.getRootNode().activeElement === this.input;
  }

  // Whether a refused block waits here: its reason stays until that is dealt with.
  get holdsBlock() {
    return Boolean(this.refused) && FIELD_BLOCK.test(this.refused.text);
  }

  get dirty() {
    return this.focused && this.input.value !== this.clean;
  }

  // After a new run; never disturbs what is being typed or is on its way.
  update() {
    const { model } = this.store;
    if (this.sent !== null && model.ack < this.sent) return;
    this.sent = null;
    if (this.store.locksEntry) this.input.readOnly = this.store.locksEntry(this.entry);
    this.mark(model.rejected[this.entry]);
    if (!this.dirty) this.settle();
  }

  settle() {
    const refused = this.refused?.text;
    const value = this.read();
    const alone = refused !== undefined || this.focused;
    this.sign?.(alone ? false : value < 0);
    const shown = this.sign && !alone ? Math.abs(value) : value;
    this.write(refused ?? (this.focused ? full(value) : this.rest(shown)));
    if (refused === undefined && !this.focused) this.input.title = full(value);
  }

  write(text) {
    const { input } = this;
    // A field has one line: of a refused block the ends of rows are shown as semicolons.
    if (/[\r\n\t]/.test(text)) text = text.trimEnd().replace(/\r\n|\r|\n/g, "; ").replaceAll("\t", " ");
    this.clean = text;
    if (input.value !== text) {
      const [start, end] = [input.selectionStart, input.selectionEnd];
      const all = this.focused && start === 0 && end === input.value.length;
      input.value = text;
      if (this.focused) input.setSelectionRange(all ? 0 : start, all ? text.length : end);
    }
    this.resize();
  }

  resize() {
    if (this.fit) this.input.style.width = `${Math.max(1, this.input.value.length)}ch`;
  }

  mark(refused) {
    const { input } = this;
    const news = refused && refused.text !== this.refused?.text;
    const gone = !refused && this.refused;
    this.refused = refused;
    input.toggleAttribute("aria-invalid", false);
    if (refused) input.setAttribute("aria-invalid", "true");
    if (refused) input.title = refused.message;
    if (news) floatersOf(this.store).note(this, refused.message);
    if (gone) floatersOf(this.store).clear(this);
  }

  commit(how) {
    const { input, store } = this;
    if (input.value === this.clean) return;
    this.clean = input.value;
    const op = this.steps && FIELD_WORDS.test(input.value) ? "words" : "set";
    store.edit({ op, entry: this.entry, text: input.value }, how);
    this.sent = store.sequence;
  }

  // Let go of what was refused.
  drop() {
    if (!this.refused) return;
    this.mark(undefined);
    this.store.edit({ op: "forget", entry: this.entry });
    this.sent = this.store.sequence;
    this.clean = this.input.value;
    this.settle();
  }

  restore() {
    this.drop();
    this.clean = this.input.value;
    this.settle();
    this.input.select();
  }

  flip() {
    const { input } = this;
    if (input.readOnly) return;
    input.value = negated(input.value);
    input.setSelectionRange(input.value.length, input.value.length);
    this.resize();
  }

  // The decimal point, where a keypad has only a comma.
  point() {
    const { input } = this;
    if (input.readOnly) return;
    input.setRangeText(".", input.selectionStart, input.selectionEnd, "end");
    this.resize();
  }

  focus() {
    this.input.focus({ preventScroll: true });
    this.input.select();
  }

  listen() {
    const { input } = this;
    let fresh = false;
    input.addEventListener("focus", () => {
      fresh = true;
      if (this.sent === null) this.settle();
      input.select();
      const floaters = floatersOf(this.store);
      if (this.refused) floaters.note(this, this.refused.message);
      floaters.signKey(this);
    });
    input.addEventListener("mouseup", () => {
      if (fresh && input.selectionStart === input.selectionEnd) input.select();
      fresh = false;
    });
    input.addEventListener("blur", (event) => {
      if (this.retired) return;
      this.commit({ leaving: !this.store.root.contains(event.relatedTarget) });
      if (this.sent === null) this.settle();
      floatersOf(this.store).signKey(null);
    });
    input.addEventListener("input", () => this.resize());
    input.addEventListener("keydown", (event) => this.key_(event));
    input.addEventListener("paste", (event) => this.paste(event));
    input.addEventListener("pointerenter", () => {
      if (this.refused) floatersOf(this.store).note(this, this.refused.message);
    });
  }

  paste(event) {
    if (this.input.readOnly) return;
    // Sent as it is: an empty first cell must not move the others. One number in a line is typed.
    const text = event.clipboardData.getData("text/plain");
    if (!FIELD_BLOCK.test(text.replace(/(\r\n|\r|\n)$/, ""))) return;
    event.preventDefault();
    const table = { op: "paste_table", entry: this.entry, text, down: this.steps === "down" };
    this.store.edit(this.steps ? table : { op: "paste", entry: this.entry, text });
    this.write(this.clean);
  }

  key_(event) {
    const { key, altKey, shiftKey } = event;
    const up = key === "ArrowUp";
    if (composing(event) || event.ctrlKey || event.metaKey) return;
    if (key === "Escape") this.restore();
    else if (key === "Enter") this.enter(shiftKey);
    else if (key === " " && !this.dirty && this.bits?.()) this.toggle();
    else if (altKey && (up || key === "ArrowDown")) this.nudge((up ? 1 : -1) * (shiftKey ? 10 : 1));
    else if (!altKey && (up || key === "ArrowDown")) this.move?.(up ? -1 : 1, 0);
    else if (altKey || shiftKey || !this.leaves(key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  toggle() {
    if (this.input.readOnly || this.refused) return;
    this.input.value = this.read() === 1 ? "0" : "1";
    this.commit();
  }

  enter(back) {
    this.commit();
    if (!this.move?.(back ? -1 : 1, 0)) this.input.select();
  }

  nudge(steps) {
    if (this.input.readOnly) return;
    this.commit();
    this.store.edit({ op: "nudge", entry: this.entry, steps });
  }

  // Left and Right leave the field where the caret can go no further.
  leaves(key) {
    const { selectionStart: start, selectionEnd: end, value } = this.input;
    const all = start === 0 && end === value.length;
    if (key === "ArrowLeft" && (all || end === 0)) return this.move?.(0, -1);
    if (key === "ArrowRight" && (all || start === value.length)) return this.move?.(0, 1);
    return false;
  }

  // What a person has in the field, to carry it over when a part is built anew; losing the focus
  // then commits nothing.
  retire() {
    this.retired = true;
    floatersOf(this.store).clear(this);
    const { input, clean, sent, focused } = this;
    return { value: input.value, clean, sent, focused, at: input.selectionStart, to: input.selectionEnd };
  }

  adopt({ value, clean, sent, focused, at, to }) {
    if (!focused && sent === null) return;
    if (focused) this.input.focus({ preventScroll: true });
    if (sent === null && value === clean) return;
    Object.assign(this, { clean, sent });
    this.input.value = value;
    if (focused) this.input.setSelectionRange(at, to);
    this.resize();
  }
}
