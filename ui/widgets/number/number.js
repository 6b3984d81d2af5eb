// A number field: a text that the server reads, or refuses; then it stays, with the reason below.
import { composing } from "../../shared/composing.js";
import { Delivery } from "../../shared/delivery.js";
import { el } from "../../shared/dom.js";
import { negated } from "../../shared/format.js";
import { stepped } from "./step.js";

const NUMBER_PAUSE = 200; // ms between two texts while a step key is held
const NUMBER_MOST = 401; // characters that are sent: a longer text is refused for its length anyway
const NUMBER_BREAK = /\S[^\S\r\n]*[\r\n]\s*\S/; // a field would join two lines to one number

const numberFields = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  let field = numberFields.get(parentElement);
  if (!field) numberFields.set(parentElement, (field = new NumberField(parentElement, data)));
  field.send = (typed) => setStateValue("typed", typed);
  field.receive(data);
  return () => {
    field.leave();
    numberFields.delete(parentElement);
  };
}

class NumberField {
  constructor(parent, data) {
    Object.assign(this, { data, born: data.born, sequence: data.ack, pending: [], clean: "", at: 0 });
    this.label = el("label", { for: "number" });
    this.input = el("input", {
      id: "number", type: "text", autocomplete: "off", autocorrect: "off", autocapitalize: "off",
      spellcheck: "false", enterkeyhint: "done", "aria-describedby": "note",
    });
    this.less = this.button("−", () => this.step(-1));
    this.more = this.button("+", () => this.step(1));
    this.said = el("span", { id: "note", role: "status" });
    this.sign = this.button("±", () => this.flip());
    this.point = this.button(".", () => this.insert("."));
    this.note = el("div", { class: "note" }, this.said, el("span", { class: "keys" }, this.sign, this.point));
    this.box = el("div", { class: "box" }, this.input, this.less, this.more);
    this.root = el("div", { class: "number" }, this.label, this.box, this.note);
    parent.append(this.root);
    this.delivery = new Delivery(this, (late) => this.wait(late.length > 0));
    this.listen();
  }

  // Pressing one must not take the focus out of the field, nor a keypad away.
  button(sign, press) {
    const node = el("button", { type: "button", tabindex: "-1" }, sign);
    for (const name of ["pointerdown", "mousedown"]) {
      node.addEventListener(name, (event) => event.preventDefault());
    }
    node.addEventListener("click", press);
    return node;
  }

  get focused() {
    return this.input.getRootNode().activeElement === this.input;
  }

  get dirty() {
    return (this.focused || this.timer) && this.input.value !== this.clean;
  }

  // What the server says; never disturbs what is being typed or is on its way.
  receive(data) {
    const anew = data.born !== this.born;
    this.data = data;
    this.dress();
    if (anew) {
      // The server was started again: what was on its way is sent to the new one.
      Object.assign(this, { born: data.born, sequence: data.ack });
      const [last] = this.pending;
      if (last) return void setTimeout(() => this.tell(last.text));
    }
    this.pending = this.pending.filter(({ seq }) => seq > data.ack);
    this.delivery.heard();
    if (this.pending.length) return;
    if (!this.dirty) this.settle();
    this.mark();
    this.root.dataset.ack = data.ack;
  }

  // Words and limits, which may change with the language or the run.
  dress() {
    const { data, input } = this;
    this.root.lang = data.lang;
    this.label.textContent = data.label;
    input.placeholder = data.placeholder;
    input.disabled = this.less.disabled = this.more.disabled = data.disabled;
    this.root.toggleAttribute("data-disabled", data.disabled);
    input.inputMode = data.whole ? "numeric" : "decimal";
    this.point.hidden = data.whole;
    this.sign.hidden = data.least !== null && data.least >= 0;
    this.root.classList.toggle("bare", !data.steps);
    this.less.hidden = this.more.hidden = !data.steps;
    if (data.steps) input.setAttribute("role", "spinbutton");
    else input.removeAttribute("role");
    this.less.setAttribute("aria-label", data.less);
    this.more.setAttribute("aria-label", data.more);
    for (const [name, value] of [["min", data.least], ["max", data.most]]) {
      if (value === null) input.removeAttribute(`aria-value${name}`);
      else input.setAttribute(`aria-value${name}`, value);
    }
  }

  settle() {
    const { data, input } = this;
    const text = data.refused ? data.refused.text : data.text;
    this.clean = text;
    // Of a very long text the server keeps the start.
    if (this.told(input.value) === text) {
      this.clean = input.value;
      return;
    }
    const all = this.focused && input.selectionStart === 0 && input.selectionEnd === input.value.length;
    input.value = text;
    if (all) input.select();
  }

  mark() {
    const { data, input } = this;
    const refused = this.dirty ? null : data.refused;
    if (refused) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    if (data.text && data.steps) input.setAttribute("aria-valuenow", data.text.replaceAll("−", "-"));
    else input.removeAttribute("aria-valuenow");
    if (data.steps) input.setAttribute("aria-valuetext", input.value);
    this.root.classList.toggle("refused", Boolean(refused) && !this.waits);
    this.root.classList.toggle("waits", Boolean(this.waits));
    const fits = [data.limits, data.help].filter(Boolean).join(" · ");
    const why = this.waits ? data.waiting : refused ? refused.why : fits;
    if (this.said.textContent !== why) {
      this.said.textContent = why;
      this.root.classList.remove("away");
    }
  }

  told(text) {
    return text.slice(0, NUMBER_MOST);
  }

  // The last text alone counts.
  tell(text) {
    const { born, data } = this;
    this.at = performance.now();
    this.resend([{ born, seq: (this.sequence += 1), seen: data.version, text: this.told(text) }]);
    this.delivery.watch();
  }

  resend(pending) {
    this.pending = pending;
    this.send(pending[0]);
  }

  wait(waits) {
    this.waits = waits;
    this.mark();
  }

  commit() {
    clearTimeout(this.timer);
    this.timer = null;
    const { input } = this;
    if (input.value === this.clean) return;
    this.clean = input.value;
    this.tell(input.value);
  }

  // Soon, since another step may follow.
  commitSoon() {
    clearTimeout(this.timer);
    const rest = this.at + NUMBER_PAUSE - performance.now();
    if (rest <= 0) this.commit();
    else this.timer = setTimeout(() => this.commit(), rest);
  }

  step(steps) {
    const { data, input } = this;
    if (data.disabled || !data.steps || this.composing) return;
    const text = stepped(input.value, steps, data);
    if (text === null) return this.commit(); // the server says what is wrong with it
    input.value = text;
    input.setAttribute("aria-valuetext", text);
    if (this.focused) input.select();
    this.commitSoon();
  }

  restore() {
    const { data, input } = this;
    clearTimeout(this.timer);
    this.timer = null;
    if (this.dirty && !data.refused && !this.pending.length) input.value = this.clean;
    else {
      input.value = data.text;
      this.commit();
    }
    input.select();
    this.mark();
  }

  flip() {
    const { input } = this;
    input.value = negated(input.value);
  }

  insert(text) {
    const { input } = this;
    // The browser's own way keeps its undo.
    if (!this.focused || !document.execCommand("insertText", false, text)) {
      input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
    }
  }

  listen() {
    const { input, root } = this;
    this.escaped = (event) => this.escape(event);
    let fresh = false;
    input.addEventListener("focus", () => {
      fresh = true;
      window.addEventListener("keydown", this.escaped, true);
      input.select();
      root.classList.remove("away");
    });
    input.addEventListener("mouseup", () => {
      if (fresh && input.selectionStart === input.selectionEnd) input.select();
      fresh = false;
    });
    input.addEventListener("blur", () => {
      window.removeEventListener("keydown", this.escaped, true);
      this.commit();
      this.mark();
    });
    input.addEventListener("input", () => this.mark());
    input.addEventListener("compositionstart", () => { this.composing = true; });
    input.addEventListener("compositionend", () => { this.composing = false; });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("paste", (event) => this.paste(event, event.clipboardData));
    input.addEventListener("drop", (event) => this.paste(event, event.dataTransfer));
    // A reason that stands over something gives way to the pointer.
    this.note.addEventListener("pointerenter", () => {
      if (!this.focused) root.classList.add("away");
    });
    this.box.addEventListener("pointerenter", () => root.classList.remove("away"));
  }

  paste(event, carried) {
    const text = carried?.getData("text/plain").trim() ?? "";
    if (!NUMBER_BREAK.test(text)) return;
    event.preventDefault();
    this.input.focus();
    this.insert(text.replace(/[\r\n]+/g, " "));
  }

  // An Escape that means something here comes to nobody else: a menu hears it before the field.
  escape(event) {
    if (event.key !== "Escape" || event.composedPath()[0] !== this.input) return;
    const composes = this.composes(event);
    if (!composes && !this.dirty && !this.pending.length && !this.data.refused) return;
    event.stopImmediatePropagation();
    if (composes) return;
    event.preventDefault();
    this.restore();
  }

  composes(event) {
    return composing(event) || this.composing;
  }

  key(event) {
    const { key, shiftKey } = event;
    // What is typed here is nobody else's short cut.
    if (key !== "Tab" && key !== "Escape") event.stopPropagation();
    if (this.composes(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Enter") {
      this.commit();
      this.mark();
      this.input.select();
    } else if (key === "ArrowUp" || key === "ArrowDown") {
      this.step((key === "ArrowUp" ? 1 : -1) * (shiftKey ? 10 : 1));
    } else return;
    event.preventDefault();
  }

  // Off the screen: what was typed counts.
  leave() {
    if (this.dirty) this.commit();
    clearTimeout(this.timer);
    this.delivery.close();
    window.removeEventListener("keydown", this.escaped, true);
    this.root.remove();
  }
}
