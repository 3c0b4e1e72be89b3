// The switches beside a preview: width, letters and colours change at once; furigana comes back with the next save.
export default function attach(root) {
  const place = root.querySelector('[data-place="preview"]');
  const act = {
    furigana: (input) => input.form.dispatchEvent(new Event("input")),
    "look-phone": (input) => place.toggleAttribute("data-phone", input.checked),
    "look-text": (input) => say("text", input.value),
    "look-theme": (input) => say("theme", input.value),
  };

  function say(name, value) {
    if (value) place.dataset[name] = value;
    else delete place.dataset[name];
  }

  root.addEventListener("change", (event) => act[event.target.name]?.(event.target));
}
