// Cards and whole questions that were taken along: answered here, with the line or without; sent when there is one.
import { limitChoices, marks } from "./drill-marks.js";
import { Watch } from "./drill-watch.js";
import * as store from "./taken-store.js";
import { LINE, sync } from "./taken-sync.js";

const AGAIN = 20_000;
const WORDS = {
  [LINE.cut]: (left) => `通信が切れています。答えた${left}件は、この端末に保存しています。つながると送ります。`,
  [LINE.signedOut]: (left) => `サインインの期限が切れました。答えた${left}件は、この端末に保存しています。サインインすると送ります。`,
  [LINE.stranger]: () => "この端末には、別の方の解答が残っています。ご本人がサインインすると送ります。",
  [LINE.refused]: (_left, message) => message ?? "解答を送れませんでした。画面を開き直してください。",
};
const NO_LINE = "持っていくには通信が必要です。つながる場所で、もう一度押してください。";
const SIGN_IN = "持っていくには、サインインしてください。";
const NO_ROOM = "この端末に保存できませんでした。空きを増やすか、ほかのブラウザーでお試しください。";
const OUTDATED = "持っていってから7日たったため、しまいました。問題が新しくなっているかもしれません。もう一度持っていってください。";
const ELSEWHERE = "この問題は、別の画面で答え済みです。";

export default function attach(root) {
  new Taken(root).start();
}

class Taken {
  constructor(root) {
    this.root = root;
    this.watch = new Watch();
    for (const form of root.querySelectorAll("form")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (event.submitter) this.pressed(form, event.submitter);
      });
    }
    this.question = root.querySelector("form[data-choose]");
    this.question.addEventListener("change", () => limitChoices(this.question));
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-do]");
      if (button) this[button.dataset.do]();
    });
    addEventListener("online", () => this.send());
  }

  async start() {
    await navigator.serviceWorker?.register("/practice/service-worker.js", { scope: "/practice" }).catch(() => {});
    await this.ready();
    await this.send();
  }

  part(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  /** Shows one of the states of the page, and leads whoever reads by ear to its heading. */
  show(name) {
    for (const part of this.root.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== name;
    scrollTo({ top: 0 });
    this.root.querySelector(`[data-state="${name}"] [data-heading]`)?.focus({ preventScroll: true });
  }

  say(kind, text) {
    const band = this.part("line");
    band.className = `band band-${kind}`;
    band.textContent = text;
    band.hidden = !text;
  }

  async ready() {
    this.bag = await store.bag().catch(() => null);
    if (this.bag && new Date(this.bag.good_until) < new Date()) {
      await store.dropCards();
      this.bag = null;
      this.say("info", OUTDATED);
    }
    if (!this.bag) return this.show("none");
    if (!this.bag.queue.length) return this.end();
    this.part("ahead").textContent = ` ${this.bag.queue.length} ${this.unit}`;
    this.part("whose").textContent = this.bag.person.name;
    this.show("ready");
  }

  pressed(form, button) {
    if (form.matches("[data-take]")) this.take(button.value.split("-"), form);
    else this.answer(button.value);
  }

  get unit() {
    return this.bag.cards[0].key ? "問" : "枚";
  }

  async take([drill, minutes], form) {
    if (this.busy) return;
    this.busy = true;
    form.setAttribute("aria-busy", "true");
    try {
      await this.send();
      await this.pack({ drill, minutes: Number(minutes) });
    } catch {
      this.say("warning", NO_LINE);
    } finally {
      this.busy = false;
      form.removeAttribute("aria-busy");
    }
  }

  async pack(wanted) {
    const session = await fetch("/api/v1/session");
    if (session.status === 401) return this.say("warning", SIGN_IN);
    const { csrf_token: token } = await session.json();
    const answer = await fetch("/api/v1/practice/bags", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
      body: JSON.stringify(wanted),
    });
    const said = await answer.json();
    if (!answer.ok) return this.say("warning", said.message);
    try {
      await store.keep(said);
    } catch {
      return this.say("error", NO_ROOM);
    }
    navigator.storage?.persist?.();
    this.fetchLetters(said.cards);
    await this.ready();
    return this.say("success", `${said.cards.length}${this.unit}を、この端末に入れました。通信がなくても答えられます。`);
  }

  /** The letters come in slices as they are needed: all that the cards need are asked for now. */
  fetchLetters(cards) {
    const words = document.createElement("template");
    words.innerHTML = cards.map((card) => card.asked + card.explained).join("");
    const text = words.content.textContent;
    const family = getComputedStyle(document.body).fontFamily;
    for (const weight of ["400", "700"]) document.fonts.load(`${weight} 16px ${family}`, text).catch(() => {});
  }

  next() {
    this.item = this.bag.queue[0];
    if (!this.item) return this.end();
    const card = this.bag.cards[this.item.card];
    const state = card.key ? "question" : "card";
    const place = this.root.querySelector(`[data-state="${state}"]`);
    place.querySelector("[data-asked]").innerHTML = card.asked; // our own page, made by the server when it was taken along
    place.querySelector("[data-count]").textContent = `あと${this.bag.queue.length}${this.unit}`;
    if (card.key) {
      this.question.dataset.choose = card.choose;
      limitChoices(this.question);
    }
    if (this.part("line").matches(".band-success, .band-info")) this.say("info", "");
    this.watch.restart();
    return this.show(state);
  }

  async answer(value) {
    if (this.busy) return;
    this.busy = true;
    const [side, confidence] = value.split("-");
    const said = {
      ...(side === "mark" ? { choices: marks(this.question) } : { said_correct: side === "yes" }),
      confidence,
      seconds: this.watch.seconds(),
      answered_at: new Date().toISOString(),
    };
    try {
      const name = this.bag.name;
      const { bag, kept } = await store.answer(name, this.item, said);
      if (bag?.name !== name) return await this.ready(); // put away, or taken along anew, in another tab
      this.bag = bag;
      this.verdict(said, kept ? "" : ELSEWHERE);
      this.send();
    } catch {
      this.say("error", NO_ROOM);
    } finally {
      this.busy = false;
    }
  }

  verdict(said, elsewhere) {
    const card = this.bag.cards[this.item.card];
    const right = store.isRight(card, said);
    for (const heading of this.root.querySelectorAll("[data-verdict]")) {
      heading.hidden = heading.dataset.verdict !== (right ? "right" : "wrong");
      heading.toggleAttribute("data-heading", !heading.hidden);
    }
    this.part("explained").innerHTML = card.explained;
    const sure = this.root.querySelector(`button[value$="-${said.confidence}"]`).dataset.label;
    const given = card.key ? said.choices.join("・") : said.said_correct ? "○" : "×";
    this.part("given").textContent = `あなたの答え ${given}（${sure}）`;
    if (elsewhere) this.say("info", elsewhere);
    this.show("verdict");
  }

  end() {
    this.part("answered").textContent = this.bag.answered;
    this.part("right").textContent = this.bag.right;
    this.show("end");
  }

  /** Puts the cards away, so that others can be taken along. */
  async again() {
    await store.dropCards();
    this.bag = null;
    this.show("none");
  }

  async send() {
    clearTimeout(this.timer);
    if (!store.liesHere()) return;
    const { line, sent, left, message } = await sync();
    if (this.part("waiting")) this.part("waiting").textContent = left ? `未送信 ${left}件` : "";
    if (line === LINE.ok) {
      if (sent && !left) this.say("success", `答えた${sent}件を記録しました。`);
      await store.tidy();
      return;
    }
    if (left || line === LINE.stranger) this.say(line === LINE.refused ? "error" : "warning", WORDS[line](left, message));
    if (left && line === LINE.cut) this.timer = setTimeout(() => this.send(), AGAIN);
  }
}
