// The seconds in which a card was looked at.
const LONGEST_THOUGHT = 600;

export class Watch {
  constructor() {
    this.begun = performance.now();
    this.gone = 0;
    document.addEventListener("visibilitychange", () => this.turn());
  }

  turn() {
    if (document.hidden) this.gone += performance.now() - this.begun;
    else this.begun = performance.now();
  }

  seconds() {
    const running = document.hidden ? 0 : performance.now() - this.begun;
    return Math.min(LONGEST_THOUGHT, Math.max(1, Math.round((this.gone + running) / 1000)));
  }

  restart() {
    this.begun = performance.now();
    this.gone = 0;
  }
}
