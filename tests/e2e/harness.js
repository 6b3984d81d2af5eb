// Mounts some parts of the stage in an empty page, without a server: `receive` plays its answers,
// `sent` holds what it would have been told.
import { arithmeticPart } from "../../ui/stage/arithmetic.js";
import { decode } from "../../ui/stage/model.js";
import { scorePart } from "../../ui/stage/score.js";
import { Store } from "../../ui/stage/store.js";

const model = (text) => decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));

window.sent = [];
window.mountParts = (payload, css) => {
  const host = document.getElementById("host");
  const shadow = host.attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = css;
  const root = document.createElement("div");
  root.className = "gatescope-stage";
  shadow.append(style, root);
  window.store = new Store(model(payload), (name, value) => window.sent.push([name, value]));
  window.store.mount(root, { arithmetic: arithmeticPart, score: scorePart });
};
window.receive = (payload) => window.store.receive(model(payload));
window.edits = () => window.sent.filter(([name]) => name === "edits").at(-1)?.[1] ?? [];
