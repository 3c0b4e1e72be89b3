// A button that lays a text into the clipboard, and says that it did.
export default function attach(place) {
  const said = place.querySelector('[role="status"]');
  place.querySelector("button").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(place.dataset.copy);
      said.textContent = "コピーしました。";
    } catch {
      said.textContent = "コピーできませんでした。文字を長く押して選んでください。";
    }
  });
}
