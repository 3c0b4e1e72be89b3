// What a sitting says about the line and the end: 保存済み, the band, and the way to the result.
import { LINE } from "./answers.js";

const JAPAN = { timeZone: "Asia/Tokyo", hour: "numeric", minute: "2-digit" };
const time = (date) => date.toLocaleTimeString("ja-JP", JAPAN);
const CLOSING = 6000; // the server takes what is on its way for some seconds after the end
const READING = 3000;
const AGAIN = 5000;

const CUT = "通信が切れています。解答はこの端末に保存しています。そのまま続けられます。";
const STRANGER = "別の方のサインインに変わりました。解答はこの端末に保存しています。ご本人がサインインし直すと送信します。";
const TIME_OVER = "試験時間が終わりました。結果の画面へ進みます。";

export class Line {
  constructor(root) {
    this.root = root;
    this.place = document.querySelector("[data-line]");
    this.state = document.querySelector("[data-save-state]");
    this.broken = false;
    this.used = false; // until something is saved, the words of the page stand
  }

  hear({ line, waiting, saved, remaining, message, refused, number }) {
    if (remaining !== undefined) this.tellTimer(remaining);
    if (saved) [this.savedAt, this.used] = [saved, true];
    if (line === LINE.closed) return this.leave(message, READING);
    this.sayState(line, waiting);
    if (line === LINE.cut) this.band("warning", CUT);
    if (line === LINE.stranger) this.band("warning", STRANGER);
    if (line === LINE.signedOut) this.signedOut();
    if (line === LINE.ok && waiting === 0) this.whole();
    if (message) this.band("info", `問${number}：${message}`);
    if (refused) this.band("error", `問${number}：${refused}`);
    if (line !== LINE.ok) this.broken = true;
  }

  sayState(line, waiting) {
    this.state.classList.toggle("save-state-waiting", line !== LINE.ok && waiting > 0);
    if (waiting > 0) this.saving(line === LINE.ok ? "保存しています" : `未送信 ${waiting}問`);
    else if (this.used) this.state.textContent = `保存済み ${this.savedAt ? time(this.savedAt) : ""}`.trim();
  }

  saving(text = "保存しています") {
    this.used = true;
    this.state.textContent = text;
  }

  /** The line holds again, and nothing is left to send. */
  whole() {
    if (!this.broken) return;
    this.broken = false;
    this.band("success", this.savedAt ? `すべて送信しました ${time(this.savedAt)}` : "通信が戻りました。");
  }

  band(kind, text, link) {
    const shown = !this.place.hidden && this.place.dataset.said === text;
    if (shown) return; // said again, a screen reader would read it again
    this.place.className = `sitting-band band band-${kind}`;
    this.place.dataset.said = text;
    this.place.replaceChildren(text, ...(link ? [link] : []));
    this.place.hidden = false;
    clearTimeout(this.fading);
    if (kind === "success") this.fading = setTimeout(() => (this.place.hidden = true), 6000);
  }

  signedOut() {
    const link = document.createElement("a");
    link.href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = "サインインして続ける";
    this.band("warning", "サインインの期限が切れました。解答はこの端末に保存しています。", link);
  }

  tellTimer(seconds) {
    document.dispatchEvent(new CustomEvent("remaining", { detail: seconds }));
  }

  /** The seconds left as the server says; nothing when it cannot be asked. */
  async askTime() {
    try {
      const answer = await fetch(`${this.root.dataset.api}/clock`);
      if (answer.status === 401) this.signedOut();
      if (!answer.ok) return undefined;
      const { remaining_seconds: seconds } = await answer.json();
      this.tellTimer(seconds);
      return seconds;
    } catch {
      this.band("warning", CUT);
      return undefined;
    }
  }

  /** Our clock says zero; only the server closes. */
  async timeOver() {
    const seconds = await this.askTime();
    if (seconds === undefined) setTimeout(() => this.timeOver(), AGAIN);
    // Everybody's time ends in the same minute: not everybody asks in the same second.
    if (seconds === 0) this.leave(TIME_OVER, CLOSING + 2000 * Math.random());
  }

  /** The sitting's own page leads to the result once the attempt is closed, and goes on if it is not. */
  leave(text, after) {
    this.band("warning", text);
    this.leaving ??= setTimeout(() => location.assign(location.pathname), after);
  }
}
