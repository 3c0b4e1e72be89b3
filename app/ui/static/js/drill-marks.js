// A whole question of the drill: as many marks as the stem asks for; the words below say how many are left.
export function limitChoices(form) {
  const most = Number(form.dataset.choose);
  const boxes = [...form.querySelectorAll('input[name="choices"]')];
  const marked = boxes.filter((box) => box.checked).length;
  for (const box of boxes) box.disabled = !box.checked && marked >= most;
  for (const button of form.querySelectorAll('button[name="answer"]')) button.disabled = marked !== most;
  form.querySelector("[data-left]").textContent =
    marked < most ? `あと${most - marked}つ選んでください` : "自信の度合いを押すと、答え合わせをします";
}

/** The numbers of the statements that are marked, in their order. */
export const marks = (form) => [...form.querySelectorAll('input[name="choices"]:checked')].map((box) => Number(box.value));
