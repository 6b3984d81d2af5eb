// The address of one number of the document, as people and the server count it, from 1: "W_f.1.2",
// "x.3.2" for input 2 of step 3, "c_0.1", "d.1".
export function entryOf(array, ...places) {
  return [array, ...places].join(".");
}

// The array that it is a number of: "W_f".
export function arrayOf(entry) {
  return entry.replace(/(\.\d+)+$/, "");
}
