// Shows only the questions that were answered wrongly, when asked.
export default function attach(section) {
  const box = section.querySelector("[data-only-wrong]");
  box.addEventListener("change", () => {
    for (const question of section.querySelectorAll("[data-right]")) {
      question.hidden = box.checked && question.dataset.right === "yes";
    }
  });
}
