// The help that an accommodation brings to a sitting: larger text, high contrast, reading aloud.
const root = document.documentElement;
const DEFAULTS = { large_text: ["text", "150"], high_contrast: ["theme", "contrast"] };

export default function attach(bar) {
  const aids = bar.dataset.aids.split(" ");
  // What the person has chosen in this browser goes before what was granted.
  const apply = () => {
    for (const aid of aids.filter((name) => name in DEFAULTS)) {
      const [name, value] = DEFAULTS[aid];
      root.dataset[name] ??= value;
    }
  };
  apply();
  addEventListener("display", apply);
  const button = bar.querySelector("[data-read-aloud]");
  if (!button) return;
  if (!("speechSynthesis" in window)) button.hidden = true;
  button.addEventListener("click", () => (speechSynthesis.speaking ? speechSynthesis.cancel() : read()));
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

/** Reads the case, the stem and the five statements of the question in sight, in that order. */
function read() {
  const question = document.querySelector("[data-place] [data-question]");
  const parts = question.querySelectorAll("h1, .case-stem, .stem, .choice-text");
  for (const part of parts) {
    const words = part.cloneNode(true);
    for (const reading of words.querySelectorAll("rt, rp")) reading.remove(); // or each word is heard twice
    const voice = new SpeechSynthesisUtterance(words.textContent.trim());
    voice.lang = "ja-JP";
    speechSynthesis.speak(voice);
  }
}
