// Mounts the parts of the stage that the page asks for on one store, and keeps them across edits.
import { decode } from "./model.js";
import { Store } from "./store.js";
import { headingPart } from "./player/heading.js";
import { diagramPart } from "./diagram/diagram.js";
import { arithmeticPart } from "./arithmetic/arithmetic.js";
import { sentencePart } from "./diagram/sentence.js";
import { playerPart } from "./player/player.js";
import { scorePart } from "./score/score.js";

const PARTS = {
  heading: headingPart,
  diagram: diagramPart,
  arithmetic: arithmeticPart,
  sentence: sentencePart,
  player: playerPart,
  score: scorePart,
};
const mounted = new WeakMap();

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  let store = mounted.get(parentElement);
  if (!store) {
    store = new Store(decode(data), setStateValue);
    mounted.set(parentElement, store);
    const root = parentElement.querySelector(".gatescope-stage");
    const wanted = store.model.parts ?? Object.keys(PARTS);
    store.mount(root, Object.fromEntries(Object.entries(PARTS).filter(([name]) => wanted.includes(name))));
  } else {
    store.receive(decode(data));
  }
  return () => {
    mounted.delete(parentElement);
    store.close();
  };
}
