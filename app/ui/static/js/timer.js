// The time left, counted from what the server said; see components/timer.html.
const SPOKEN_AT = [30, 10, 5, 1].map((minutes) => minutes * 60);
const SOON = 5 * 60;

function clock(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function words(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (seconds < 60) return `残り${seconds}秒です。`;
  return `残り${hours ? `${hours}時間` : ""}${minutes || !hours ? `${minutes}分` : ""}です。`;
}

export default function attach(timer) {
  const part = (name) => timer.querySelector(`[data-timer="${name}"]`);
  const figure = timer.querySelector(".timer-figure");
  const voice = part("voice");
  const hide = part("hide");
  // What the server said, and when we heard it. The later of two clocks counts: one stops while a phone sleeps,
  // the other may be set back by hand.
  let said = Number(timer.dataset.remaining);
  let heard = { monotonic: performance.now(), wall: Date.now() };
  let before = said;
  let over = false;

  const left = () => {
    const passed = Math.max(performance.now() - heard.monotonic, Date.now() - heard.wall);
    return Math.max(0, Math.ceil(said - passed / 1000));
  };
  const speak = (seconds) => {
    voice.textContent = words(seconds);
  };
  const tick = () => {
    const seconds = left();
    figure.textContent = clock(seconds);
    timer.classList.toggle("timer-soon", seconds <= SOON);
    if (SPOKEN_AT.some((mark) => before > mark && seconds <= mark)) speak(seconds);
    before = seconds;
    if (seconds === 0 && !over) {
      over = true;
      timer.dispatchEvent(new CustomEvent("time-over", { bubbles: true }));
    }
  };
  const hear = (seconds) => {
    said = seconds;
    heard = { monotonic: performance.now(), wall: Date.now() };
    before = Math.max(before, seconds);
    over = over && seconds <= 0;
    tick();
  };

  document.addEventListener("remaining", (event) => hear(Number(event.detail)));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    tick();
    document.dispatchEvent(new Event("remaining-wanted"));
  });
  part("say").addEventListener("click", () => speak(left()));
  hide.addEventListener("click", () => {
    const hidden = !figure.hidden;
    hide.textContent = hidden ? "残り時間を表示" : "隠す";
    figure.hidden = hidden;
    timer.querySelector(".timer-label").hidden = hidden;
  });
  tick();
  setInterval(tick, 500);
}
