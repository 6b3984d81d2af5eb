// While a slider is dragged, or moved by its keys, its charts show the value that it stands at.
import { DragFollower } from "./follower.js";

const dragFollowers = new WeakMap();

export default function ({ data, parentElement }) {
  let follower = dragFollowers.get(parentElement);
  if (follower) follower.receive(data);
  else dragFollowers.set(parentElement, (follower = new DragFollower(data)));
  return () => {
    dragFollowers.delete(parentElement);
    follower.close();
  };
}
