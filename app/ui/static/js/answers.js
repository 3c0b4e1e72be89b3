// Keeps the answers of an attempt safe: first on this device, then at the server, and says how things stand.
const PREFIX = "gakusha:attempt:";
const WAIT = 250; // two quick taps are one save
const PATIENCE = 10_000; // a dead line does not always say so
const RETRY = [1000, 2000, 4000, 8000, 15000];

export const LINE = { ok: "ok", cut: "cut", signedOut: "signed-out", stranger: "stranger", closed: "closed" };

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const content = ({ choices, struck, flagged }) => JSON.stringify([choices, struck, flagged]);

async function renewToken() {
  const answer = await fetch("/api/v1/session", { headers: { Accept: "application/json" } });
  if (!answer.ok) return false;
  const { csrf_token: fresh } = await answer.json();
  const meta = document.querySelector('meta[name="csrf-token"]');
  if (meta) meta.content = fresh;
  return Boolean(meta);
}

function put(attempt, number, { tried, ...body }, options = {}) {
  return fetch(`/api/v1/attempts/${attempt}/answers/${number}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token() },
    body: JSON.stringify(body),
    keepalive: true,
    ...options,
  });
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** What this device has not yet been told is stored; each answer in a place of its own, so that two tabs keep theirs. */
export class Shelf {
  constructor(attempt) {
    this.prefix = `${PREFIX}${attempt}:`;
    this.waiting = new Map();
    for (const key of Object.keys(localStorage)) {
      const body = key.startsWith(this.prefix) ? read(key) : null;
      if (body) this.waiting.set(Number(key.slice(this.prefix.length)), body);
    }
  }

  static attempts() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    return [...new Set(keys.map((key) => key.slice(PREFIX.length).split(":")[0]))];
  }

  get empty() {
    return this.waiting.size === 0;
  }

  /** `tried`: what was sent under the same seq and may have arrived, though we were never told. */
  keep(number, body) {
    const before = this.waiting.get(number);
    this.write(number, { ...body, tried: before?.seq === body.seq ? before.tried : [] });
  }

  trying(number) {
    const body = this.waiting.get(number);
    if (!body.tried.includes(content(body))) body.tried.push(content(body));
    this.write(number, body);
  }

  /** Up to `seq` all is stored: forget what was sent; what was marked meanwhile goes on from there. */
  stored(number, sent, seq) {
    const body = this.waiting.get(number);
    if (!body) return;
    if (content(body) === content(sent)) this.drop(number, seq);
    else if (body.seq <= seq) this.write(number, { ...body, seq: seq + 1, tried: [] });
  }

  write(number, body) {
    this.waiting.set(number, body);
    try {
      localStorage.setItem(this.prefix + number, JSON.stringify(body));
    } catch {
      // A device without room still sends; it only cannot survive a closed tab.
    }
  }

  /** Forget it; what another tab has kept since then stays. */
  drop(number, seq) {
    this.waiting.delete(number);
    const kept = read(this.prefix + number);
    if (kept && kept.seq <= seq) localStorage.removeItem(this.prefix + number);
  }
}

/** Sends what is on the shelf, one answer at a time, again and again until the server has said yes. */
export class Sender {
  /** `tell` hears {line, waiting, saved, number, seq, stored, message}: how the line is, and what came back. */
  constructor(attempt, tell) {
    this.attempt = attempt;
    this.tell = tell;
    this.shelf = new Shelf(attempt);
    this.failures = 0;
    addEventListener("online", () => this.online());
    addEventListener("offline", () => this.say(LINE.cut));
    addEventListener("pagehide", () => this.flush());
    // Going out of sight may be the end of a page on a phone; coming back, somebody may have signed in elsewhere.
    document.addEventListener("visibilitychange", () => this.soon(0));
  }

  /** The seq of `mark` is the last one known to be stored. */
  add(number, mark) {
    this.shelf.keep(number, { ...mark, seq: mark.seq + 1 });
    this.soon(WAIT);
  }

  soon(delay) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.run(), delay);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  online() {
    if (this.shelf.empty) this.say(LINE.ok);
    else this.soon(0);
  }

  /** The page is going away: send everything at once, as far as the browser allows. */
  flush() {
    for (const [number, body] of this.shelf.waiting) {
      if (body === this.flying) continue;
      this.shelf.trying(number);
      put(this.attempt, number, body).catch(() => {});
    }
  }

  /** Resolves when all is sent or the line fails. */
  run() {
    this.running ??= this.sendAll().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async sendAll() {
    while (!this.shelf.empty && (await this.sendOne())) this.failures = 0;
  }

  async sendOne() {
    const [number] = this.shelf.waiting.keys();
    if (navigator.onLine) this.shelf.trying(number);
    const body = this.shelf.waiting.get(number);
    this.flying = body;
    let answer;
    try {
      answer = await put(this.attempt, number, body, { signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      return this.later(LINE.cut);
    } finally {
      this.flying = null;
    }
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) return this.saved(number, body, said);
    if (answer.status === 409 && said.stored) return this.refused(number, body, said);
    return this.failed(answer.status, number, body, said);
  }

  saved(number, body, said) {
    this.renewed = false;
    this.shelf.stored(number, body, said.seq);
    this.say(LINE.ok, { saved: new Date(said.saved_at), number, seq: said.seq, remaining: said.remaining_seconds });
    return true;
  }

  /** Too late, or something else is stored: another device's answer, or ours that we believed lost. */
  refused(number, body, said) {
    const ours = said.stored.seq === body.seq && body.tried.includes(content(said.stored));
    if (ours && !said.closed) {
      this.shelf.stored(number, said.stored, said.stored.seq);
      this.say(LINE.ok, { number, seq: said.stored.seq });
      return true;
    }
    this.shelf.drop(number, Math.max(body.seq, said.stored.seq));
    this.say(said.closed ? LINE.closed : LINE.ok, { number, stored: said.stored, message: said.message });
    return true;
  }

  async failed(status, number, body, said) {
    if (status === 403 && !this.renewed) {
      this.renewed = true;
      return (await renewToken().catch(() => false)) || this.later(LINE.signedOut);
    }
    if (status === 401 || status === 403) return this.later(LINE.signedOut);
    if (status === 404) return this.later(LINE.stranger);
    if (status === 429 || status >= 500) return this.later(LINE.cut);
    this.shelf.drop(number, body.seq);
    this.say(LINE.ok, { number, refused: said.message ?? "解答を保存できませんでした。画面を開き直してください。" });
    return true;
  }

  later(line) {
    this.renewed = false;
    this.say(line);
    this.soon(RETRY[Math.min(this.failures, RETRY.length - 1)]);
    this.failures += 1;
    return false;
  }

  say(line, more = {}) {
    this.line = line;
    this.tell({ line, waiting: this.shelf.waiting.size, ...more });
  }
}
