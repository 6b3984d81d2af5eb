// Names of inputs "x", outputs "y" and steps "t", changed where they stand: a click, F2 or Enter
// opens a text field, Escape restores what was there.
import { composing } from "../../shared/composing.js";
import { el } from "../../shared/dom.js";

const NAME_LENGTH = 200; // characters, as a document takes them

export class Names {
  constructor(store) {
    Object.assign(this, { store, nodes: new Map(), open: null });
  }

  // Whether names along this axis can be changed here.
  free(axis) {
    const { store } = this;
    return !store.model.read_only && !store.locks(axis === "y" ? "readout" : "inputs");
  }

  // `node` shows the name of the k-th, from 1.
  at(node, axis, k) {
    this.nodes.set(`${axis} ${k}`, node);
    if (!this.free(axis)) return node;
    node.classList.add("score-name");
    node.title = this.store.model.word("rename");
    if (node.tagName !== "BUTTON") {
      node.setAttribute("role", "button");
      node.tabIndex = 0;
      node.addEventListener("click", (event) => {
        event.preventDefault(); // of a label: its field must not take the focus
        this.edit(axis, k);
      });
    }
    node.addEventListener("keydown", (event) => {
      const opens = event.key === "F2" || (node.tagName !== "BUTTON" && (event.key === "Enter" || event.key === " "));
      if (composing(event) || !opens) return;
      event.preventDefault();
      event.stopPropagation();
      this.edit(axis, k);
    });
    return node;
  }

  // The one node of an axis shows another one now.
  show(node, axis, k) {
    for (const key of this.nodes.keys()) if (key.startsWith(`${axis} `)) this.nodes.delete(key);
    this.nodes.set(`${axis} ${k}`, node);
  }

  edit(axis, k) {
    const node = this.nodes.get(`${axis} ${k}`);
    if (!node || !this.free(axis)) return;
    this.close(true);
    const { model } = this.store;
    const was = model.label(axis, k, "");
    const input = el("input", {
      class: "score-name-field", type: "text", maxlength: NAME_LENGTH, autocomplete: "off", spellcheck: "false",
      enterkeyhint: "done", "aria-label": model.word("name_of", { name: axis === "t" ? model.word("step", { t: k }) : model.label(axis, k) }),
      placeholder: model.word("name_here"),
    });
    input.value = was;
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.open?.input === input && this.close(true));
    this.open = { axis, k, node, input, was };
    node.hidden = true;
    node.after(input);
    input.focus({ preventScroll: true });
    input.select();
  }

  key(event) {
    event.stopPropagation();
    if (composing(event) || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    const { node } = this.open;
    this.close(event.key === "Enter");
    node.focus({ preventScroll: true });
  }

  close(save) {
    const { open, store } = this;
    if (!open) return;
    this.open = null;
    const text = open.input.value;
    open.input.remove();
    open.node.hidden = false;
    if (save && text !== open.was) store.edit({ op: "rename", axis: open.axis, at: open.k, text });
  }

  // The parts around it are built anew: what is being typed is carried over.
  hold() {
    const { open } = this;
    this.nodes.clear();
    this.open = null;
    if (!open) return null;
    const { axis, k, was, input } = open;
    return { axis, k, was, value: input.value, from: input.selectionStart, to: input.selectionEnd };
  }

  resume(held) {
    if (!held) return;
    this.edit(held.axis, held.k);
    if (!this.open) return;
    this.open.was = held.was;
    this.open.input.value = held.value;
    this.open.input.setSelectionRange(held.from, held.to);
  }
}
