// Says at once that a chosen file is too large: a server hangs up on such a file before it can say why.
export default function attach(input) {
  const said = input.parentElement.querySelector('[role="alert"]');

  input.addEventListener("change", () => {
    const large = [...input.files].some((file) => file.size > Number(input.dataset.most));
    const words = large ? input.dataset.tooLarge : "";
    input.setCustomValidity(words);
    input.setAttribute("aria-invalid", large);
    said.textContent = words;
  });
}
