// Tell me here: asks the browser, and gives the site what it needs to reach it.
const REFUSED = "ブラウザーの設定で、このサイトからの通知が止められています。設定で許すと、知らせを受け取れます。";
const CANNOT = "このブラウザーでは、端末への知らせを使えません。ホーム画面に追加すると使えることがあります。";
const FAILED = "この端末を登録できませんでした。しばらくしてから、もう一度お試しください。";

export default function attach(form) {
  const words = document.querySelector("[data-push-words]");
  const say = (text) => {
    words.textContent = text;
    words.hidden = !text;
  };
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return say(CANNOT);
  if (Notification.permission === "denied") return say(REFUSED);
  form.hidden = Boolean(form.dataset.here);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    subscribe(form.dataset.key)
      .then((subscription) => send(form, subscription))
      .catch(() => say(Notification.permission === "denied" ? REFUSED : FAILED));
  });
}

async function subscribe(key) {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
  const registration = await navigator.serviceWorker.register("/practice/service-worker.js", { scope: "/practice" });
  await navigator.serviceWorker.ready;
  // One made with another key of the site can no longer be reached.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function send(form, subscription) {
  const { endpoint, keys } = subscription.toJSON();
  for (const [name, value] of Object.entries({ endpoint, ...keys })) form.elements[name].value = value;
  form.submit();
}
