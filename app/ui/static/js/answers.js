// Keeps the answers of an attempt safe: first on this device, then at the server, and says how things stand.
const PREFIX = "gakusha:attempt:";
const WAIT = 250; // two quick taps are one save
const RETRY = [1000, 2000, 4000, 8000, 15000];

export const LINE = { ok: "ok", cut: "cut", signedOut: "signed-out", closed: "closed" };

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

async function renewToken() {
  const answer = await fetch("/api/v1/session", { headers: { Accept: "application/json" } });
  if (!answer.ok) return false;
  const { csrf_token: fresh } = await answer.json();
  const meta = document.querySelector('meta[name="csrf-token"]');
  if (meta) meta.content = fresh;
  return Boolean(meta);
}

function put(attempt, number, body) {
  return fetch(`/api/v1/attempts/${attempt}/answers/${number}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token() },
    body: JSON.stringify(body),
    keepalive: true,
  });
}

/** What this device has not yet been told is stored: {number: body}. */
export class Shelf {
  constructor(attempt) {
    this.key = PREFIX + attempt;
    try {
      this.waiting = JSON.parse(localStorage.getItem(this.key) ?? "{}");
    } catch {
      this.waiting = {};
    }
  }

  static attempts() {
    const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
    return keys.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  }

  keep(number, body) {
    this.waiting[number] = body;
    this.write();
  }

  /** Forget the body with this seq; a newer one stays. */
  drop(number, seq) {
    if (this.waiting[number] && this.waiting[number].seq <= seq) delete this.waiting[number];
    this.write();
  }

  get empty() {
    return Object.keys(this.waiting).length === 0;
  }

  write() {
    try {
      if (this.empty) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify(this.waiting));
    } catch {
      // A device without room still sends; it only cannot survive a closed tab.
    }
  }
}

/** Sends what is on the shelf, one answer at a time, again and again until the server has said yes. */
export class Sender {
  /** `tell` hears {line, waiting, saved, number, stored}: how the line is, and what came back. */
  constructor(attempt, tell) {
    this.attempt = attempt;
    this.tell = tell;
    this.shelf = new Shelf(attempt);
    this.running = false;
    this.failures = 0;
    this.timer = 0;
    this.line = LINE.ok;
    addEventListener("online", () => this.soon(0));
    addEventListener("offline", () => this.say(LINE.cut));
    addEventListener("pagehide", () => this.flush());
  }

  add(number, body) {
    this.shelf.keep(number, body);
    this.soon(WAIT);
  }

  soon(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), delay);
  }

  /** The page is going away: send everything at once, as far as the browser allows. */
  flush() {
    if (this.running) return;
    for (const [number, body] of Object.entries(this.shelf.waiting)) put(this.attempt, number, body).catch(() => {});
  }

  async run() {
    if (this.running) return;
    this.running = true;
    try {
      while (!this.shelf.empty && (await this.sendOne())) this.failures = 0;
    } finally {
      this.running = false;
    }
  }

  async sendOne() {
    const [number, body] = Object.entries(this.shelf.waiting)[0];
    let answer;
    try {
      answer = await put(this.attempt, number, body);
    } catch {
      return this.later(LINE.cut);
    }
    if (answer.status === 403 && !this.renewed) {
      this.renewed = true;
      return (await renewToken().catch(() => false)) || this.later(LINE.signedOut);
    }
    if (answer.status === 401 || answer.status === 403) return this.later(LINE.signedOut);
    if (answer.status === 429 || answer.status >= 500) return this.later(LINE.cut);
    this.renewed = false;
    const said = await answer.json().catch(() => ({}));
    this.shelf.drop(number, body.seq);
    return this.settle(Number(number), body, answer.ok, said);
  }

  settle(number, body, ok, said) {
    if (ok) {
      this.say(LINE.ok, { saved: new Date(), number, seq: said.seq, remaining: said.remaining_seconds });
      return true;
    }
    const line = said.closed ? LINE.closed : LINE.ok;
    this.say(line, { number, stored: said.stored, message: said.message });
    return line !== LINE.closed;
  }

  later(line) {
    this.say(line);
    this.soon(RETRY[Math.min(this.failures, RETRY.length - 1)]);
    this.failures += 1;
    return false;
  }

  say(line, more = {}) {
    const before = this.line;
    this.line = line;
    this.tell({ line, before, waiting: Object.keys(this.shelf.waiting).length, ...more });
  }
}
