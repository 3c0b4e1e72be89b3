// A finger that rests on something: the same as its small button, for those who know it.
const LONG = 550; // milliseconds
const STILL = 10; // pixels; more is scrolling

export function onLongPress(root, selector, act) {
  let timer = 0;
  let from = null;
  let acted = false;
  const stop = () => clearTimeout(timer);
  root.addEventListener("pointerdown", (event) => {
    stop();
    acted = false;
    const on = event.target.closest(selector);
    if (!on || event.pointerType !== "touch") return;
    from = event;
    timer = setTimeout(() => {
      acted = true;
      act(on);
    }, LONG);
  });
  root.addEventListener("pointermove", (event) => {
    if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > STILL) stop();
  });
  for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, stop);
  // The finger that leaves after that must not mark the statement, nor open the browser's own menu.
  root.addEventListener("click", (event) => acted && swallow(event), { capture: true });
  root.addEventListener("contextmenu", (event) => acted && event.preventDefault());

  function swallow(event) {
    acted = false;
    event.preventDefault();
    event.stopPropagation();
  }
}
