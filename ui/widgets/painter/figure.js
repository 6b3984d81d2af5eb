// A figure as it was asked for, and whether another one would draw the same.

export class Figure {
  // asked: {data, layout, config, frames}; before: the figure that the chart shows. With another
  // config Plotly begins anew, and functions alone make another one of it at every edit.
  constructor(asked, before) {
    this.data = asked.data ?? [];
    this.layout = asked.layout ?? {};
    this.text = JSON.stringify([this.data, this.layout]);
    this.configText = JSON.stringify(asked.config ?? {});
    this.config = before?.configText === this.configText ? before.config : asked.config;
    this.asked = { ...asked, data: this.data, layout: this.layout, config: this.config };
  }

  // Whether `graph`, which shows or is to show `other`, need not be drawn for this one. What Plotly
  // hands out as its own figure has been filled in by it, and is the same one.
  is(other, graph) {
    if (this.configText !== other.configText) return false;
    if (this.text === other.text) return true;
    return this.data === graph.data && this.layout === graph.layout;
  }
}
