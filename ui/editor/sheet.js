// What the cells of an editor share: the numbers the server last sent and the edits on their way.
// It is the `store` of a Field.

export class Sheet {
  constructor(root, ack) {
    Object.assign(this, { root, sequence: ack, pending: [] });
  }

  receive(data, send) {
    this.send = send;
    this.model = { ...data, word: (name) => data.words[name] };
    this.pending = this.pending.filter((edit) => edit.seq > data.ack);
    this.sequence = Math.max(this.sequence, data.ack);
    this.most = Math.max(...data.matrices.flatMap(({ values }) => values.flat().map(Math.abs)), 0);
  }

  value(path) {
    const { matrices } = this.model;
    const [matrix, row, column = 0] = path;
    return matrices[matrix].values[row][column];
  }

  edit(change) {
    this.sequence += 1;
    this.pending.push({ seq: this.sequence, ...change });
    this.send([...this.pending]);
  }
}
