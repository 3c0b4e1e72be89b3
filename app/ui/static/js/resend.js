// On any page: what an earlier sitting could not send (the line was cut, the tab was closed) goes out now.
import { LINE, Sender, Shelf } from "./answers.js";

const HEAD_START = 1000; // a sitting in another tab sends its own first

export default function attach(place) {
  if (localStorage.getItem("gakusha:taken")) setTimeout(() => resendTaken(place), HEAD_START);
  setTimeout(() => Shelf.attempts().forEach((attempt) => resend(attempt, place)), HEAD_START);
}

function resend(attempt, place) {
  const sender = new Sender(attempt, ({ line, waiting, saved, stored }) => {
    // Somebody else is signed in here: the answers wait for their owner.
    if (line === LINE.signedOut || line === LINE.stranger) sender.stop();
    if (waiting === 0 && (saved || stored)) tell(place, line);
  });
  sender.soon(0);
}

/** What was answered without a line. */
async function resendTaken(place) {
  const { sync } = await import("./taken-sync.js");
  const { sent, left } = await sync();
  if (sent && !left) show(place, `持っていった練習の解答${sent}件を記録しました。`);
}

function tell(place, line) {
  show(
    place,
    line === LINE.closed
      ? "この端末に残っていた解答を送信しました。試験はすでに終わっています。扱いは結果の画面をご覧ください。"
      : "この端末に残っていた試験の解答を、すべて送信しました。",
  );
}

function show(place, text) {
  place.className = "band band-info";
  place.setAttribute("role", "status");
  document.querySelector("main").prepend(place);
  place.hidden = false;
  place.textContent = text;
}
