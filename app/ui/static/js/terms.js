// Terms of the glossary in a text: a press opens the entry in a card here instead of leading to its page.
const WIDE = matchMedia("(min-width: 36rem)");
const GAP = 8;

export default function attach(root) {
  const links = root.querySelectorAll("a[data-term]");
  if (!links.length || !("popover" in HTMLElement.prototype)) return;
  const card = new Card();
  for (const link of links) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-expanded", "false");
  }
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-term]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    card.turn(link);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches("a[data-term]")) return;
    event.preventDefault();
    card.turn(event.target);
  });
}

class Card {
  constructor() {
    this.known = new Map();
    this.link = null;
    this.box = document.createElement("div");
    this.box.className = "term-card";
    this.box.popover = "auto"; // closes on Escape and on a press outside, and gives the focus back
    this.box.setAttribute("role", "dialog");
    this.box.tabIndex = -1;
    this.box.addEventListener("toggle", (event) => {
      if (event.newState === "closed") this.closed();
    });
    addEventListener("resize", () => this.place());
  }

  async turn(link) {
    const again = this.link === link;
    if (this.link) this.box.hidePopover();
    if (again) return;
    try {
      const html = await this.entry(link.href);
      this.show(link, html);
    } catch {
      location.assign(link.href); // the page of the entry says the same, or why it cannot be had
    }
  }

  async entry(address) {
    if (!this.known.has(address)) {
      const answer = await fetch(address, { headers: { "X-Fragment": "1" } });
      if (!answer.ok) throw new Error(answer.statusText);
      this.known.set(address, await answer.text());
    }
    return this.known.get(address);
  }

  show(link, html) {
    this.link = link;
    this.box.innerHTML = html;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button-small";
    close.textContent = "閉じる";
    close.addEventListener("click", () => this.box.hidePopover());
    this.box.append(close);
    this.box.setAttribute("aria-label", `${link.dataset.name ?? ""}の説明`);
    // Next in the order of the keyboard, and outside the sentence for those who listen.
    link.closest("p, li, dd, div").after(this.box);
    this.box.showPopover();
    link.setAttribute("aria-expanded", "true");
    this.place();
    this.box.focus({ preventScroll: true });
    const hidden = link.getBoundingClientRect().bottom - this.box.getBoundingClientRect().top + GAP;
    if (!WIDE.matches && hidden > 0) scrollBy({ top: hidden });
  }

  /** Below the term, or above it where there is no room; a narrow screen has it at its foot (CSS). */
  place() {
    if (!this.link) return;
    const { style } = this.box;
    style.insetInlineStart = style.insetBlockStart = "";
    if (!WIDE.matches) return;
    const term = this.link.getBoundingClientRect();
    const { width, height } = this.box.getBoundingClientRect();
    const below = term.bottom + GAP + height < innerHeight;
    style.insetInlineStart = `${Math.max(GAP, Math.min(term.left, innerWidth - width - 3 * GAP))}px`;
    style.insetBlockStart = `${below ? term.bottom + GAP : Math.max(GAP, term.top - GAP - height)}px`;
  }

  closed() {
    const link = this.link;
    this.link = null;
    link?.setAttribute("aria-expanded", "false");
    if (this.box.contains(document.activeElement) || document.activeElement === document.body) link?.focus();
  }
}
