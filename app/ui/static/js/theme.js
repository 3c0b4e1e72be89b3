// Applies the remembered colours and text size before the first paint; a classic script in <head>, kept tiny.
(() => {
  const root = document.documentElement;
  const kept = { theme: /^(light|dark|contrast)$/, text: /^(125|150|200)$/ };
  root.dataset.scripts = "on";
  const apply = () => {
    for (const [name, allowed] of Object.entries(kept)) {
      let value = null;
      try {
        value = localStorage.getItem(`display-${name}`);
      } catch {
        // A browser that keeps nothing shows what the system asks for.
      }
      if (value && allowed.test(value)) root.dataset[name] = value;
      else delete root.dataset[name];
    }
  };
  apply();
  addEventListener("storage", apply);
  addEventListener("display", apply);
})();
