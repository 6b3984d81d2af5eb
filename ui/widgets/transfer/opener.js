// A field for a file, read in the browser and sent as one message. A message may be lost with the
// line, so it is sent again until the server says that it has looked at it.
import { Delivery } from "../../shared/delivery.js";
import { el, write } from "../../shared/dom.js";

const openers = new WeakMap();

class Opener {
  constructor(root, ack) {
    this.last = ack; // number of the last file
    this.waiting = null; // what is being read, or was sent and not looked at yet
    this.delivery = new Delivery(this);
    this.own = ""; // why it was refused here already
    this.input = el("input", { type: "file", onchange: () => this.chosen(this.input.files) });
    this.choose = el("span", { class: "choose" });
    this.drop = el("span", { class: "drop" });
    this.kinds = el("span", { class: "kinds" });
    this.zone = el("label", { class: "zone" }, this.input, this.choose, this.drop, this.kinds);
    this.said = el("p", { class: "said", role: "status" });
    root.replaceChildren(this.zone, this.said);
    // Beside the field, too: there the browser would leave the page for the file.
    this.dragged = (event) => this.over(event);
    for (const kind of ["dragover", "dragleave", "drop"]) addEventListener(kind, this.dragged);
  }

  receive({ words, kinds, most, ack, refusal }, send) {
    Object.assign(this, { words, most, refusal, send });
    if (ack >= this.waiting?.seq) this.waiting = null;
    this.resend(this.pending);
    this.delivery.heard();
    this.input.accept = kinds;
    this.input.setAttribute("aria-label", `${words.choose}. ${words.label}`);
    write(this.choose, words.choose);
    write(this.drop, words.drop);
    write(this.kinds, words.label);
    this.show();
  }

  // A file that is still being read is none yet: sent, it would be taken for an empty one.
  get pending() {
    return this.waiting && "content" in this.waiting ? [this.waiting] : [];
  }

  resend([file]) {
    if (file) this.send(file);
  }

  show() {
    const { words, waiting } = this;
    const wrong = waiting ? "" : this.own || this.refusal;
    this.said.classList.toggle("wrong", Boolean(wrong));
    write(this.said, waiting ? words.reading.replace("{name}", waiting.name) : wrong);
  }

  over(event) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    this.zone.classList.toggle("over", event.type === "dragover");
    if (event.type === "drop") this.chosen(event.dataTransfer.files);
  }

  async chosen([file, ...more]) {
    if (!file || this.waiting) return;
    const { words, most } = this;
    const seq = (this.last += 1);
    this.own = this.refusal = "";
    if (more.length) this.own = words.many;
    else if (file.size > most) {
      this.own = words.too_large.replace("{name}", file.name).replace("{most}", Math.floor(most / 1000));
    } else {
      this.waiting = { seq, name: file.name };
      this.show();
      try {
        this.waiting.content = await inBase64(file);
        this.resend(this.pending);
        this.delivery.watch();
      } catch {
        this.waiting = null;
        this.own = words.unreadable.replace("{name}", file.name);
      }
    }
    this.input.value = ""; // so that the same file can be chosen again once it was mended
    this.show();
  }

  close() {
    this.delivery.close();
    for (const kind of ["dragover", "dragleave", "drop"]) removeEventListener(kind, this.dragged);
  }
}

// The part behind the comma of "data:application/json;base64,eyJ..."; none for an empty file.
function inBase64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1] ?? "");
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".gatescope-opener");
  if (!openers.has(root)) openers.set(root, new Opener(root, data.ack));
  const opener = openers.get(root);
  opener.receive(data, (file) => setTriggerValue("file", file));
  return () => {
    opener.close();
    openers.delete(root);
  };
}
