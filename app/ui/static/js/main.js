// Brings the page to life: each element marked data-module="name" gets the default export of name.js.
const version = new URL(import.meta.url).search;
const attached = new WeakMap();

async function attach(element) {
  const done = attached.get(element) ?? new Set();
  attached.set(element, done);
  for (const name of element.dataset.module.split(" ").filter(Boolean)) {
    if (done.has(name) || !/^[a-z][a-z-]*$/.test(name)) continue;
    done.add(name);
    const module = await import(`./${name}.js${version}`);
    module.default(element);
  }
}

/** Attaches everything below `root`; call it again for a fragment that has just come in. */
export function attachAll(root = document) {
  const marked = [...root.querySelectorAll("[data-module]")];
  if (root instanceof Element && root.matches("[data-module]")) marked.unshift(root);
  return Promise.allSettled(marked.map(attach));
}

document.addEventListener("fragment", (event) => attachAll(event.target));
attachAll().then(() => {
  document.documentElement.dataset.ready = "on";
});
