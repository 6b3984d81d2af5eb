// Around every page, from the browser's first moment on.
import { showWhole } from "./first.js";
import { tellLine } from "./line.js";
import { reachScrollers } from "./scrollers.js";

// words: language -> key -> text.
function start(words) {
  showWhole();
  tellLine(words);
  reachScrollers();
}
