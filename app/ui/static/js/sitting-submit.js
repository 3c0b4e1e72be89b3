// Handing in: what is still missing, and the last answers out before the form goes.
const CUT = "通信が切れているため、まだ提出していません。通信が戻ったら、もう一度「提出する」を押してください。";

/** 3, 4, 5, 9 is 「問3～5、問9」. */
function ranges(numbers) {
  const runs = [];
  for (const number of numbers) {
    if (runs.at(-1)?.at(-1) === number - 1) runs.at(-1).push(number);
    else runs.push([number]);
  }
  return runs.map((run) => (run.length > 1 ? `問${run[0]}～${run.at(-1)}` : `問${run[0]}`)).join("、");
}

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

export class HandingIn {
  /** `answers` gives [number, {choices, flagged}, choose] of every question. */
  constructor(sender, answers) {
    this.sender = sender;
    this.answers = answers;
    this.warning = document.querySelector("[data-warning]");
    document.querySelector('[data-dialog="hand-in"]').addEventListener("click", () => this.warn(), { capture: true });
    document.querySelector("[data-submit]").addEventListener("submit", (event) => this.handIn(event));
  }

  warn() {
    const all = this.answers();
    const of = (test) => all.filter(([, answer, choose]) => test(answer, choose)).map(([number]) => number);
    const list = (label, found) => (found.length ? `${label}：${found.length}問（${ranges(found)}）` : "");
    const lines = [
      list("未解答", of(({ choices }) => choices.length === 0)),
      list("数が足りない", of(({ choices }, choose) => choices.length > 0 && choices.length < choose)),
      list("あとで見直す", of(({ flagged }) => flagged)),
      this.sender.shelf.empty ? "" : "まだ送信していない解答があります。送信してから提出します。",
    ].filter(Boolean);
    this.warning.replaceChildren(
      ...(lines.length ? lines : ["全問に答えています。"]).map(paragraph),
      paragraph("提出すると、解答は変えられません。"),
    );
  }

  async handIn(event) {
    event.preventDefault();
    const form = event.target;
    await this.sender.run();
    if (navigator.onLine && this.sender.shelf.empty) form.submit();
    else if (navigator.onLine) form.closest("dialog").close(); // the band behind it says why
    else this.refuse();
  }

  refuse() {
    const said = paragraph(CUT);
    said.className = "band band-warning";
    said.setAttribute("role", "alert");
    this.warning.replaceChildren(said);
  }
}
