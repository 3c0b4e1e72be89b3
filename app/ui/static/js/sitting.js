// The sitting: marks, the answer sheet, keys, and what is said about the line. The server decides; this asks.
import { LINE, Sender } from "./answers.js";

const KEYS = "gakusha:keys";
const JAPAN = { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit", second: "2-digit" };
const time = (date) => date.toLocaleTimeString("ja-JP", JAPAN);

/** 3, 4, 5, 9 is 「問3～5、問9」. */
function ranges(numbers) {
  const runs = [];
  for (const number of numbers) {
    if (runs.at(-1)?.at(-1) === number - 1) runs.at(-1).push(number);
    else runs.push([number]);
  }
  return runs.map((run) => (run.length > 1 ? `問${run[0]}～${run.at(-1)}` : `問${run[0]}`)).join("、");
}
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
    this.answers = new Map();
    for (const [number, kept] of Object.entries(JSON.parse(root.dataset.answers))) {
      this.answers.set(Number(number), { ...BLANK, ...kept });
    }
    this.number = Number(root.dataset.number);
    this.sender = new Sender(root.dataset.attempt, (news) => this.hear(news));
    this.since = performance.now();
  }

  begin() {
    for (const [number, body] of Object.entries(this.sender.shelf.waiting)) this.takeBack(Number(number), body);
    this.listen();
    for (const number of this.rows.keys()) this.drawRow(number);
    this.draw();
    if (!this.sender.shelf.empty) this.sender.soon(0);
  }

  /** An answer that this device kept but could not send: newer than the server's, it stands; else it goes. */
  takeBack(number, body) {
    if (body.seq > this.answer(number).seq) this.answers.set(number, { ...BLANK, ...body });
    else this.sender.shelf.drop(number, body.seq);
  }

  answer(number = this.number) {
    return this.answers.get(number) ?? BLANK;
  }

  listen() {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("change", (event) => this.changed(event.target));
    this.form.addEventListener("click", (event) => this.clicked(event));
    this.root.addEventListener("click", (event) => this.sheetClicked(event));
    document.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("time-over", () => this.timeOver());
    document.addEventListener("remaining-wanted", () => this.askTime());
    this.find('[data-dialog="hand-in"]')?.addEventListener("click", () => this.warn(), { capture: true });
    this.find("[data-submit]").addEventListener("submit", (event) => this.handIn(event));
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
    const question = this.place.querySelector("[data-question]");
    const others = choices.filter((choice) => choice !== position);
    if (on && others.length >= Number(question.dataset.choose)) {
      this.draw();
      this.say("left", `選べるのは${question.dataset.choose}つまでです。ほかの肢を外してから選んでください。`);
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
    const after = { ...before, ...change, seq: before.seq + 1, seconds: before.seconds + seconds };
    this.answers.set(this.number, after);
    this.draw();
    this.drawRow(this.number);
    this.find("[data-save-state]").textContent = "保存しています";
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
    const choose = Number(this.place.querySelector("[data-question]").dataset.choose);
    const left = choose - choices.length;
    this.say("left", left > 0 ? `あと${left}つ選んでください` : `${choose}つ選びました`);
    this.form.querySelector('[data-go="-1"]').disabled = this.number === 1;
    const last = this.number === this.rows.size;
    this.form.querySelector('[data-go="1"]').textContent = last ? "解答用紙へ" : "次 →";
  }

  drawRow(number) {
    const row = this.rows.get(number);
    const { choices, flagged } = this.answer(number);
    const choose = Number(row.dataset.choose);
    const short = choices.length !== choose;
    row.querySelectorAll(".sheet-mark").forEach((mark, index) => {
      mark.classList.toggle("sheet-mark-on", choices.includes(index + 1));
    });
    row.classList.toggle("sheet-short", choices.length > 0 && short);
    row.querySelector(".sheet-note").textContent = (flagged ? "☆" : "") + (choices.length ? (short ? "！" : "") : "未");
    const state = choices.length ? `${choices.join("と")}を選択${short ? `、${choose}つ選ぶ問題` : ""}` : "未解答";
    row.querySelector('[data-part="state"]').textContent = ` ${state}${flagged ? "、見直す" : ""}`;
    if (number === this.number) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }

  say(part, text) {
    const line = this.place.querySelector(`[data-part="${part}"]`);
    if (line.textContent !== text) line.textContent = text;
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
    scrollTo(0, 0);
    this.place.querySelector("h1").focus({ preventScroll: true });
    const row = this.rows.get(number);
    const sheet = row.parentElement;
    sheet.scrollTop = row.offsetTop - sheet.offsetTop - sheet.clientHeight / 2;
  }

  showSheet(shown) {
    this.root.dataset.view = shown ? "sheet" : "question";
    if (shown) (this.rows.get(this.number) ?? this.root).focus();
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
    if (event.target.closest("[data-close-sheet]")) this.showSheet(false);
    const row = event.target.closest("[data-row]");
    if (!row) return;
    event.preventDefault();
    this.go(Number(row.dataset.row));
  }

  pressed(event) {
    const typing = event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
    if (event.ctrlKey || event.altKey || event.metaKey || typing || this.find("dialog[open]")) return;
    if (!this.find("[data-keys]").checked) return;
    if (!this.press(event.key)) return;
    event.preventDefault();
  }

  press(key) {
    const count = Number(this.place.querySelector("[data-question]").dataset.count);
    const position = Number(key);
    if (position >= 1 && position <= count) this.toggle(position, !this.answer().choices.includes(position));
    else if (key === "ArrowLeft") this.go(this.number - 1);
    else if (key === "ArrowRight") this.go(this.number + 1);
    else if (key.toLowerCase() === "f") this.set({ flagged: !this.answer().flagged });
    else if (key.toLowerCase() === "s") this.showSheet(this.root.dataset.view !== "sheet");
    else if (key === "?") this.find("[data-help]").closest("details").open ^= true;
    else return false;
    return true;
  }

  // ── The line ──

  hear({ line, before, saved, remaining, number, stored, seq, message, waiting }) {
    if (remaining !== undefined) document.dispatchEvent(new CustomEvent("remaining", { detail: remaining }));
    if (saved && waiting === 0) this.find("[data-save-state]").textContent = `保存済み ${time(saved)}`;
    this.find("[data-save-state]").classList.toggle("save-state-waiting", line !== LINE.ok);
    if (line === LINE.ok && before !== LINE.ok && waiting === 0) this.band("success", `すべて送信しました ${time(new Date())}`);
    if (line === LINE.cut) this.band("warning", "通信が切れています。解答はこの端末に保存しています。そのまま続けられます。");
    if (line === LINE.signedOut) this.signedOut();
    if (line === LINE.closed) this.closed(message);
    if (stored && line === LINE.ok) this.adopt(number, stored, message);
    if (seq && this.answers.has(number)) this.answers.get(number).seq = Math.max(seq, this.answers.get(number).seq);
    if (line !== LINE.ok) this.find("[data-save-state]").textContent = `未送信 ${waiting}問`;
  }

  /** Another tab or device has saved later: show what is stored. */
  adopt(number, stored, message) {
    if (this.sender.shelf.waiting[number]) return;
    this.answers.set(number, { ...BLANK, ...stored, seconds: this.answer(number).seconds });
    this.drawRow(number);
    if (number === this.number) this.draw();
    this.band("info", `問${number}：${message}`);
  }

  band(kind, text) {
    const line = this.find("[data-line]");
    line.className = `sitting-band band band-${kind}`;
    line.textContent = text;
    line.hidden = false;
    clearTimeout(this.fading);
    if (kind === "success") this.fading = setTimeout(() => (line.hidden = true), 6000);
  }

  signedOut() {
    this.band("warning", "サインインの期限が切れました。解答はこの端末に保存しています。 ");
    const link = document.createElement("a");
    link.href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = "サインインして続ける";
    this.find("[data-line]").append(link);
  }

  closed(message) {
    this.band("warning", message ?? "試験は終了しました。");
    setTimeout(() => location.assign(this.root.dataset.result), 3000);
  }

  async askTime() {
    try {
      const answer = await fetch(`${this.root.dataset.api}/clock`);
      if (!answer.ok) return undefined;
      const said = await answer.json();
      document.dispatchEvent(new CustomEvent("remaining", { detail: said.remaining_seconds }));
      return said;
    } catch {
      return undefined;
    }
  }

  /** Our clock says zero: send what is left, then ask; only the server closes. */
  async timeOver() {
    await this.sender.run();
    const said = await this.askTime();
    if (said && said.remaining_seconds === 0) this.closed("試験時間が終わりました。結果の画面へ進みます。");
  }

  // ── Handing in ──

  warn() {
    const numbers = [...this.rows.keys()];
    const choose = (number) => Number(this.rows.get(number).dataset.choose);
    const of = (test) => numbers.filter((number) => test(this.answer(number), choose(number)));
    const list = (label, found) => (found.length ? `${label}：${found.length}問（${ranges(found)}）` : "");
    const lines = [
      list("未解答", of(({ choices }) => choices.length === 0)),
      list("数が足りない", of(({ choices }, k) => choices.length > 0 && choices.length < k)),
      list("あとで見直す", of(({ flagged }) => flagged)),
      this.sender.shelf.empty ? "" : "まだ送信していない解答があります。送信してから提出します。",
    ].filter(Boolean);
    const paragraphs = (lines.length ? lines : ["全問に答えています。"]).map((text) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = text;
      return paragraph;
    });
    this.find("[data-warning]").replaceChildren(...paragraphs);
  }

  async handIn(event) {
    if (this.sender.shelf.empty) return;
    event.preventDefault();
    await this.sender.run();
    if (this.sender.shelf.empty) event.target.submit();
    else this.find("dialog[open]")?.close();
  }
}
