// Takes the focus when the page opens: the summary of what must be mended.
export default function attach(element) {
  element.focus();
}
