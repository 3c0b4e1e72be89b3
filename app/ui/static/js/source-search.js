// Beside the field of sources: offers whole lines for what is being typed, and writes the chosen one.
const PAUSE = 300;

export default function attach(root) {
  const field = root.querySelector("textarea");
  const found = root.querySelector("[data-found]");
  let timer = 0;
  let asked = "";

  const lastLine = () => field.value.slice(field.value.lastIndexOf("\n") + 1).trim();

  async function ask() {
    const line = lastLine();
    if (line === asked) return;
    asked = line;
    if (line.length < 2) {
      found.replaceChildren();
      return;
    }
    const answer = await fetch(`${root.dataset.url}?q=${encodeURIComponent(line)}`, { headers: { "X-Fragment": "1" } });
    if (answer.ok && line === lastLine() && root.contains(document.activeElement)) found.innerHTML = await answer.text();
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(() => {}), PAUSE);
  });
  root.addEventListener("focusout", (event) => {
    if (!root.contains(event.relatedTarget)) found.replaceChildren();
    asked = "";
  });
  found.addEventListener("click", (event) => {
    const line = event.target.closest("[data-line]")?.dataset.line;
    if (!line) return;
    const before = field.value.slice(0, field.value.lastIndexOf("\n") + 1);
    field.value = `${before}${line}\n`;
    found.replaceChildren();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
