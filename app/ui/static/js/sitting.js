// The sitting: marks, the answer sheet and keys. The server decides; this asks.
import { LINE, Sender } from "./answers.js";
import { onLongPress } from "./long-press.js";
import { Line } from "./sitting-line.js";
import { HandingIn } from "./sitting-submit.js";

const KEYS = "gakusha:keys";
const BLANK = { choices: [], struck: [], flagged: false, seq: 0, seconds: 0 };

export default function attach(root) {
  new Sitting(root).begin();
}

class Sitting {
  constructor(root) {
    this.root = root;
    this.find = (selector) => document.querySelector(selector);
    this.form = this.find("[data-form]");
    this.place = this.find("[data-place]");
    this.rows = new Map([...root.querySelectorAll("[data-row]")].map((row) => [Number(row.dataset.row), row]));
    this.blank = this.find("template[data-questions]").content;
    // `seq` of an answer is the last one that we know to be stored.
    this.answers = new Map();
    for (const [number, kept] of Object.entries(JSON.parse(root.dataset.answers))) {
      this.answers.set(Number(number), { ...BLANK, ...kept });
    }
    this.number = Number(root.dataset.number);
    this.line = new Line(root);
    this.sender = new Sender(root.dataset.attempt, (news) => this.hear(news));
    this.since = performance.now();
  }

  begin() {
    // What this device could not send is shown again; the server says whether something newer is stored.
    for (const [number, body] of this.sender.shelf.waiting) {
      this.answers.set(number, { ...BLANK, ...body, seq: Math.max(body.seq - 1, this.answer(number).seq) });
    }
    this.listen();
    for (const number of this.rows.keys()) this.drawRow(number);
    this.draw();
    this.heading().focus({ preventScroll: true });
    if (!this.sender.shelf.empty) this.sender.soon(0);
  }

  answer(number = this.number) {
    return this.answers.get(number) ?? BLANK;
  }

  choose(number) {
    return Number(this.rows.get(number).dataset.choose);
  }

  heading() {
    return this.place.querySelector("h1");
  }

  listen() {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("change", (event) => this.changed(event.target));
    this.form.addEventListener("click", (event) => this.clicked(event));
    onLongPress(this.form, "[data-choice]", (row) => this.strike(Number(row.dataset.choice)));
    this.root.addEventListener("click", (event) => this.sheetClicked(event));
    document.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("time-over", () => this.timeOver());
    document.addEventListener("remaining-wanted", () => this.line.askTime());
    new HandingIn(this.sender, () =>
      [...this.rows.keys()].map((number) => [number, this.answer(number), this.choose(number)]),
    );
    const keys = this.find("[data-keys]");
    keys.checked = localStorage.getItem(KEYS) !== "off";
    keys.addEventListener("change", () => localStorage.setItem(KEYS, keys.checked ? "on" : "off"));
  }

  // ── Marks ──

  changed(input) {
    if (input.name === "flagged") this.set({ flagged: input.checked });
    if (input.name === "choices") this.toggle(Number(input.value), input.checked);
  }

  toggle(position, on) {
    const { choices, struck } = this.answer();
    const others = choices.filter((choice) => choice !== position);
    if (on && others.length >= this.choose(this.number)) {
      this.draw();
      this.sayLeft(`選べるのは${this.choose(this.number)}つまでです`, "。ほかの肢を外してから選んでください。");
      return;
    }
    this.set({
      choices: on ? [...others, position].sort((a, b) => a - b) : others,
      struck: on ? struck.filter((other) => other !== position) : struck,
    });
  }

  strike(position) {
    const { struck, choices } = this.answer();
    const on = !struck.includes(position);
    this.set({
      struck: on ? [...struck, position].sort((a, b) => a - b) : struck.filter((other) => other !== position),
      choices: on ? choices.filter((choice) => choice !== position) : choices,
    });
  }

  set(change) {
    const now = performance.now();
    const seconds = Math.round((now - this.since) / 1000);
    this.since = now;
    const before = this.answer();
    const after = { ...before, ...change, seconds: before.seconds + seconds };
    this.answers.set(this.number, after);
    this.draw();
    this.drawRow(this.number);
    if (!this.line.broken) this.line.saving();
    this.sender.add(this.number, after);
  }

  // ── What is seen ──

  draw() {
    const { choices, struck, flagged } = this.answer();
    for (const row of this.place.querySelectorAll("[data-choice]")) {
      const position = Number(row.dataset.choice);
      row.querySelector("input").checked = choices.includes(position);
      row.classList.toggle("choice-struck", struck.includes(position));
      row.querySelector("[data-strike]").setAttribute("aria-pressed", struck.includes(position));
    }
    this.form.elements.flagged.checked = flagged;
    const choose = this.choose(this.number);
    const left = choose - choices.length;
    this.sayLeft(left > 0 ? `あと${left}つ選んでください` : `${choose}つ選びました`);
    this.form.querySelector('[data-go="-1"]').disabled = this.number === 1;
    const last = this.number === this.rows.size;
    this.form.querySelector('[data-go="1"]').textContent = last ? "確認へ →" : "次 →";
  }

  drawRow(number) {
    const row = this.rows.get(number);
    const { choices, flagged } = this.answer(number);
    const choose = this.choose(number);
    const short = choices.length !== choose;
    row.querySelectorAll(".sheet-mark").forEach((mark, index) => {
      mark.classList.toggle("sheet-mark-on", choices.includes(index + 1));
    });
    row.classList.toggle("sheet-short", choices.length > 0 && short);
    row.querySelector(".sheet-note").textContent = (flagged ? "☆" : "") + (choices.length ? (short ? "！" : "") : "未");
    const state = choices.length ? `${choices.join("と")}を選択${short ? `、${choose}つ選ぶ問題` : ""}` : "未解答";
    row.querySelector('[data-part="state"]').textContent = ` ${state}${flagged ? "、見直す" : ""}`;
    // Tab enters the sheet at the present question and leaves it again; ↑ and ↓ move inside.
    row.tabIndex = number === this.number ? 0 : -1;
    if (number === this.number) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }

  /** Below the question for those who listen; in the bar, which never scrolls away, for those who look. */
  sayLeft(text, more = "") {
    const line = this.place.querySelector('[data-part="left"]');
    if (line.textContent !== text + more) line.textContent = text + more;
    this.find("[data-left]").textContent = text;
  }

  go(number) {
    if (!this.rows.has(number)) return;
    const before = this.number;
    this.number = number;
    this.since = performance.now();
    this.place.replaceChildren(this.blank.querySelector(`[data-question="${number}"]`).cloneNode(true));
    this.form.action = this.form.action.replace(/\d+$/, number);
    history.replaceState(null, "", `?number=${number}`);
    this.showSheet(false);
    this.draw();
    this.drawRow(before);
    this.drawRow(number);
    scrollTo({ top: 0, behavior: "instant" });
    this.heading().focus({ preventScroll: true });
    const row = this.rows.get(number);
    const sheet = row.parentElement;
    sheet.scrollTop = row.offsetTop - sheet.offsetTop - sheet.clientHeight / 2;
  }

  showSheet(shown) {
    this.root.dataset.view = shown ? "sheet" : "question";
    const alone = !this.heading().checkVisibility(); // a phone shows the question or the sheet
    this.find("[data-sheet] h2").setAttribute("aria-level", alone ? 1 : 2);
    if (!shown) return;
    if (alone) this.find("[data-left]").textContent = "";
    const row = this.rows.get(this.number);
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center", behavior: "instant" });
  }

  // ── Hands ──

  clicked(event) {
    const strike = event.target.closest("[data-strike]");
    if (strike) this.strike(Number(strike.dataset.strike));
    const go = event.target.closest("[data-go]")?.dataset.go;
    if (go) this.step(go);
  }

  step(go) {
    const to = this.number + Number(go);
    if (go === "sheet" || to > this.rows.size) this.showSheet(true);
    else this.go(to);
  }

  sheetClicked(event) {
    if (event.target.closest("[data-close-sheet]")) this.go(this.number);
    const row = event.target.closest("[data-row]");
    if (!row) return;
    event.preventDefault();
    this.go(Number(row.dataset.row));
  }

  pressed(event) {
    // Letters are typed into fields, and arrows move among radio buttons.
    const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
    if (event.ctrlKey || event.altKey || event.metaKey || typing || this.find("dialog[open]")) return;
    if (this.walkSheet(event) || (this.find("[data-keys]").checked && this.press(event.key))) event.preventDefault();
  }

  walkSheet({ key, target }) {
    const row = target.closest("[data-row]");
    if (!row) return false;
    const number = Number(row.dataset.row);
    const to = { ArrowUp: number - 1, ArrowDown: number + 1, Home: 1, End: this.rows.size }[key];
    this.rows.get(to)?.focus();
    return this.rows.has(to);
  }

  press(key) {
    const count = Number(this.place.querySelector("[data-question]").dataset.count);
    const position = Number(key);
    if (position >= 1 && position <= count) this.toggle(position, !this.answer().choices.includes(position));
    else if (key === "ArrowLeft") this.step(-1);
    else if (key === "ArrowRight") this.step(1);
    else if (key.toLowerCase() === "f") this.set({ flagged: !this.answer().flagged });
    else if (key.toLowerCase() === "s") this.turnSheet();
    else if (key === "?") this.turnHelp();
    else return false;
    return true;
  }

  turnSheet() {
    if (this.root.dataset.view === "sheet") this.go(this.number);
    else this.showSheet(true);
  }

  turnHelp() {
    const help = this.find("[data-help]").closest("details");
    help.open = !help.open;
    (help.open ? help.querySelector("summary") : this.heading()).focus();
  }

  // ── The line ──

  hear(news) {
    if (news.seq && this.answers.has(news.number)) this.answers.get(news.number).seq = news.seq;
    if (news.stored && news.line === LINE.ok) this.adopt(news.number, news.stored);
    this.line.hear(news);
  }

  /** Another tab or device has saved later: show what is stored. */
  adopt(number, stored) {
    this.answers.set(number, { ...BLANK, ...stored, seconds: this.answer(number).seconds });
    this.drawRow(number);
    if (number === this.number) this.draw();
  }

  async timeOver() {
    await this.sender.run();
    this.line.timeOver();
  }
}
