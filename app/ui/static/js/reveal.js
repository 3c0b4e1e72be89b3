// The button that shows what was typed into a password field.
export default function attach(button) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const word = button.querySelector("span");
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    word.textContent = shown ? "隠す" : "表示";
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  // A password manager keeps what stands in a password field.
  input.form?.addEventListener("submit", () => show(false));
}
