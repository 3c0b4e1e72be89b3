// The form of a question: saves a moment after the last key, and puts the checks and the preview that come back in place.
const PAUSE = 1500;
const NOT_SAVED = "保存できませんでした。「保存する」を押すか、画面を開き直してください。";

export default function attach(root) {
  const form = root.querySelector("[data-draft]");
  let timer = 0;
  let busy = false;
  let again = false;
  let leaving = false;

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  async function save() {
    if (leaving) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Fragment": "1" } });
      if ([200, 409, 422].includes(answer.status)) show(await answer.text());
      else say(NOT_SAVED);
    } catch {
      say("通信が切れています。つながると、次に書いたときに保存します。");
    }
    busy = false;
    if (again) {
      again = false;
      soon();
    }
  }

  function show(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]");
    if (!fresh) return say(NOT_SAVED);
    form.elements.saves.value = fresh.dataset.saves;
    place("state", fresh.querySelector("[data-state]"));
    place("preview", fresh.querySelector("[data-preview]"));
    for (const advice of fresh.querySelectorAll("[data-advices] > [data-advice]")) {
      root.querySelector(`[data-advice="${advice.dataset.advice}"]`)?.replaceWith(advice);
    }
  }

  function place(name, element) {
    if (element) root.querySelector(`[data-place="${name}"]`).replaceChildren(element);
  }

  function say(sentence) {
    const line = root.querySelector('[data-place="state"] [role="status"]');
    if (line) line.textContent = sentence;
  }

  form.addEventListener("input", soon);
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
}
