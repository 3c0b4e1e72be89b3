// The panel for colours and text size: applies at once and remembers in this browser.
import attachMenu from "./menu.js";

const SETTINGS = ["theme", "text"];

function read(name) {
  try {
    return localStorage.getItem(`display-${name}`) ?? "";
  } catch {
    return document.documentElement.dataset[name] ?? "";
  }
}

function keep(name, value) {
  try {
    if (value) localStorage.setItem(`display-${name}`, value);
    else localStorage.removeItem(`display-${name}`);
    dispatchEvent(new Event("display"));
  } catch {
    // Nothing can be kept here: it holds for this page.
    if (value) document.documentElement.dataset[name] = value;
    else delete document.documentElement.dataset[name];
  }
}

export default function attach(panel) {
  attachMenu(panel);
  const show = () => {
    for (const name of SETTINGS) {
      for (const radio of panel.querySelectorAll(`[name="display-${name}"]`)) radio.checked = radio.value === read(name);
    }
  };
  show();
  panel.addEventListener("toggle", show);
  panel.addEventListener("change", (event) => {
    const name = event.target.name.replace("display-", "");
    if (SETTINGS.includes(name)) keep(name, event.target.value);
  });
}
