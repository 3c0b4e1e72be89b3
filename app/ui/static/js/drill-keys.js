// Keys of the drill: a number answers the card or marks a statement, Enter goes on.
const KEYS = "gakusha:keys"; // the same choice as in a sitting
const PLACES = ".answer-pad button, .choice input";
const TYPED = "textarea, select, input:not([type=checkbox]):not([type=radio])";

export default function attach(place) {
  const wanted = document.querySelector("[data-keys]");
  wanted.checked = localStorage.getItem(KEYS) !== "off";
  wanted.addEventListener("change", () => localStorage.setItem(KEYS, wanted.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const combined = event.repeat || event.ctrlKey || event.altKey || event.metaKey;
    // What has the focus may know the key itself: a button its Enter, a field and the card of a term everything.
    if (combined || event.isComposing || !wanted.checked || event.target.closest(`.term-card, ${TYPED}`)) return;
    if (event.key === "Enter" ? goOn(place, event.target) : answer(place, Number(event.key))) event.preventDefault();
  });
}

function goOn(place, target) {
  const next = place.querySelector("a[data-next]");
  if (!next || target.closest("a, button, summary")) return false;
  next.click();
  return true;
}

function answer(place, number) {
  const control = place.querySelectorAll(PLACES)[number - 1];
  control?.click();
  return Boolean(control);
}
