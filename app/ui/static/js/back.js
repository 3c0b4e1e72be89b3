// A button that goes back; it hides where there is nothing to go back to.
export default function attach(button) {
  button.hidden = history.length < 2;
  button.addEventListener("click", () => history.back());
}
