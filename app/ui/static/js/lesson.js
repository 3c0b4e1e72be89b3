// Tells the server, every so often, which section of a lesson is in sight and being read; the server decides
// what counts. A tab in the background, or one that nobody has touched for two minutes, says nothing.
const BEAT = 20_000;
const IDLE = 120_000;
const SIGNS = ["scroll", "pointerdown", "pointermove", "keydown", "touchstart"];

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** The last block of the lesson whose upper edge is above the middle of the window. */
function inSight(place) {
  const blocks = [...place.querySelectorAll('.lesson-section [id^="p-"]')];
  const above = blocks.filter((block) => block.getBoundingClientRect().top < innerHeight * 0.6);
  const block = above.at(-1);
  if (!block) return null;
  const section = Number(block.closest("[data-section]").dataset.section);
  return { section, paragraph: Number(block.id.slice(2)) };
}

export default function attach(place) {
  const { url, version } = place.dataset;
  const line = place.querySelector('[data-lesson="line"]');
  let touched = Date.now();
  let ended = false;
  for (const sign of SIGNS) addEventListener(sign, () => (touched = Date.now()), { passive: true });

  async function beat() {
    const here = inSight(place);
    if (ended || !here || document.visibilityState !== "visible" || Date.now() - touched > IDLE) return;
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": token() },
        body: JSON.stringify({ version: Number(version), ...here }),
      });
      const said = await answer.json();
      if (answer.ok) line.textContent = said.finished ? "すべての節を読み終えました。" : "";
      else if (answer.status === 409) [ended, line.textContent] = [true, said.message];
    } catch {
      line.textContent = "通信が切れています。つながると、読んだ時間の記録を続けます。";
    }
  }

  beat();
  setInterval(beat, BEAT);
}
