// Shows how far a piece of work is: asks for the part anew until it has ended. Without it the page has a link.
const EVERY = 1_000;

export default function attach(place) {
  const running = () => place.querySelector("[data-state]")?.dataset.state === "waiting";
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.url, { headers: { "X-Fragment": "1", Accept: "text/html" } });
      if (answer.ok) {
        const text = await answer.text();
        const part = place.dataset.part && new DOMParser().parseFromString(text, "text/html").querySelector(place.dataset.part);
        place.innerHTML = part ? part.outerHTML : text;
        place.dispatchEvent(new CustomEvent("fragment", { bubbles: true }));
      }
    } catch {
      // The line is cut: what was known stays, and the next look may succeed.
    }
    if (running()) setTimeout(look, EVERY);
  };
  if (running()) setTimeout(look, EVERY);
}
