// Where a step leads, in the grain that is chosen: from timestep to timestep, or from operation to
// operation inside one. What is covered is revealed before anything moves on. Null where there is
// nowhere to go.
import { REVEAL } from "../cover.js";

export function forward({ view, model, grain, cover }) {
  if (cover.waits) return REVEAL;
  if (grain === "inside") {
    if (view.phase === null) return view.t < model.T ? { t: view.t + 1, phase: 0 } : null;
    if (view.phase < model.order.length - 1) return { phase: view.phase + 1 };
    return view.t < model.T ? { t: view.t + 1, phase: 0 } : null;
  }
  return view.t < model.T ? { t: view.t + 1, phase: null } : null;
}

export function backward({ view, model, grain }) {
  if (grain === "inside") {
    if (view.phase > 0) return { phase: view.phase - 1 };
    if (view.phase === null) return { phase: model.order.length - 1 };
    return view.t > 1 ? { t: view.t - 1, phase: model.order.length - 1 } : null;
  }
  return view.t > 1 ? { t: view.t - 1, phase: null } : null;
}

export function toStart({ grain }) {
  return { t: 1, phase: grain === "inside" ? 0 : null };
}

export function toEnd({ grain, model }) {
  return { t: model.T, phase: grain === "inside" ? model.order.length - 1 : null };
}
