// The drill without reloading: an answer goes out, what comes back takes its place. Without the line the form goes as it is.
import { limitChoices } from "./drill-marks.js";
import { Watch } from "./drill-watch.js";

export default function attach(place) {
  const watch = new Watch();
  let busy = false;

  async function swap(url, options) {
    const answer = await fetch(url, { ...options, headers: { "X-Fragment": "1" } });
    if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
    place.innerHTML = await answer.text();
    place.dispatchEvent(new CustomEvent("fragment", { bubbles: true }));
    scrollTo({ top: 0 });
    place.querySelector("[data-heading]")?.focus({ preventScroll: true });
    limit();
  }

  async function send(form, button) {
    const body = new FormData(form);
    body.set(button.name, button.value);
    body.set("seconds", String(watch.seconds()));
    body.set("answered_at", new Date().toISOString());
    await swap(form.action, { method: "POST", body });
    watch.restart();
  }

  async function alone(work, otherwise) {
    if (busy) return;
    busy = true;
    try {
      await work();
    } catch {
      otherwise();
    } finally {
      busy = false;
    }
  }

  function limit() {
    const form = place.querySelector("[data-choose]");
    if (form) limitChoices(form);
  }

  place.addEventListener("change", limit);
  place.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-answer]") || !event.submitter) return;
    event.preventDefault();
    const button = event.submitter;
    // The same name goes with it: whichever of the two sendings arrives, the answer counts once.
    alone(
      () => send(form, button),
      () => {
        form.querySelector("[data-seconds]").value = String(watch.seconds());
        const said = document.createElement("input");
        Object.assign(said, { type: "hidden", name: button.name, value: button.value });
        form.append(said);
        form.submit();
      },
    );
  });
  place.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-next]");
    if (!link) return;
    event.preventDefault();
    alone(
      () => swap(link.href),
      () => location.assign(link.href),
    );
  });
  limit();
}
