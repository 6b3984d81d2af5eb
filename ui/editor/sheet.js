// What the cells of an editor share: the numbers the server last sent and the edits on their way.
// It is the `store` of a Field.
import { Delivery, waitingMark } from "../shared/delivery.js";

export class Sheet {
  constructor(root, ack) {
    Object.assign(this, { root, sequence: ack, pending: [] });
    this.delivery = new Delivery(this, waitingMark(this));
  }

  receive(data, send) {
    this.send = send;
    this.model = { ...data, word: (name) => data.words[name] };
    this.pending = this.pending.filter((edit) => edit.seq > data.ack);
    this.sequence = Math.max(this.sequence, data.ack);
    this.scale = scaleOf(data.matrices.flatMap(({ values }) => values.flat()));
    this.delivery.heard();
  }

  value(place) {
    const { matrices } = this.model;
    const [matrix, row, column = 0] = place;
    return matrices[matrix].values[row][column];
  }

  edit(change) {
    this.sequence += 1;
    this.pending.push({ seq: this.sequence, place: this.model.place, ...change });
    this.send([...this.pending]);
    this.delivery.watch();
  }

  resend(edits) {
    this.send(edits);
  }
}

// 1, 2 or 5 times a power of ten: not less than any number, and the same after most edits, so that
// one changed number seldom repaints all the others.
function scaleOf(values) {
  const most = values.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  if (!most) return 1;
  const decade = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 5].find((times) => times * decade >= most) ?? 10;
  return step * decade || most;
}
