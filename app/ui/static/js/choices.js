// A question outside a sitting: no more marks than the stem asks for, and statements struck out by eye alone.
export default function attach(form) {
  const question = form.querySelector("[data-question]");
  const choose = Number(question.dataset.choose);
  const boxes = [...question.querySelectorAll('input[name="choices"]')];
  const left = question.querySelector('[data-part="left"]');
  const strike = (row, on) => {
    row.classList.toggle("choice-struck", on);
    row.querySelector("[data-strike]").setAttribute("aria-pressed", on);
  };
  const say = () => {
    const missing = choose - boxes.filter((box) => box.checked).length;
    left.textContent = missing > 0 ? `あと${missing}つ選んでください` : `${choose}つ選びました`;
  };
  const changed = (box) => {
    if (boxes.filter((other) => other.checked).length > choose) {
      box.checked = false;
      left.textContent = `選べるのは${choose}つまでです。ほかの肢を外してから選んでください。`;
      return;
    }
    if (box.checked) strike(box.closest("[data-choice]"), false);
    say();
  };
  for (const box of boxes) box.addEventListener("change", () => changed(box));
  for (const button of question.querySelectorAll("[data-strike]")) {
    button.addEventListener("click", () => {
      const row = button.closest("[data-choice]");
      strike(row, button.getAttribute("aria-pressed") !== "true");
      row.querySelector("input").checked = false;
      say();
    });
  }
}
