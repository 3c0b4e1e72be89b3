// Leaving takes what lies on the device along: first it is sent, then it is cleared away, then one is signed out.
// What it takes to do so is fetched only where something lies.
const FLAG = "gakusha:taken";

export default function attach(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || localStorage.getItem(FLAG) === null) return;
    event.preventDefault();
    leave(form);
  });
}

async function leave(form) {
  const { sync } = await import("./taken-sync.js");
  const { left, person } = await sync();
  if (left) return ask(form, left, person);
  return away(form, person);
}

/** What lies here of somebody else goes on waiting for them. */
async function away(form, person) {
  const { clear } = await import("./taken-store.js");
  await clear(person).catch(() => {});
  form.submit();
}

/** Nothing is thrown away unasked. */
function ask(form, left, person) {
  document.querySelector("[data-leaving]")?.remove();
  const band = document.createElement("div");
  band.className = "band band-warning";
  band.dataset.leaving = "";
  band.setAttribute("role", "alert");
  const words = document.createElement("div");
  const text = document.createElement("p");
  text.textContent = `まだ送っていない解答が${left}件あります。つながる場所で、もう一度サインアウトすると、送ってから終わります。`;
  const drop = document.createElement("button");
  Object.assign(drop, { type: "button", className: "button button-danger", textContent: "解答を消してサインアウト" });
  drop.addEventListener("click", () => away(form, person));
  words.append(text, drop);
  band.append(words);
  document.querySelector("main").prepend(band);
  document.querySelector("details.menu[open]")?.removeAttribute("open");
  drop.scrollIntoView({ block: "center" });
}
