// What the worker is doing: asks for the same part of the page again until it has come to rest.
const PAUSE = 1500;

export default function attach(root) {
  if (!("moving" in root.dataset)) return;
  const again = () => setTimeout(look, PAUSE);

  async function look() {
    if (!root.isConnected) return;
    if (document.hidden) {
      document.addEventListener("visibilitychange", look, { once: true });
      return;
    }
    try {
      const answer = await fetch(root.dataset.address, { headers: { "X-Fragment": "1" } });
      if (!answer.ok) throw new Error(answer.status);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-module~=follow]");
      root.replaceWith(fresh);
      fresh.dispatchEvent(new Event("fragment", { bubbles: true }));
    } catch {
      again();
    }
  }

  again();
}
