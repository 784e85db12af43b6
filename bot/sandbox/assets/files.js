// Files on the sandbox page: a click opens one in a dialog as the text that it is, with a link that saves it. GET /sandbox/file gives it to
// whoever is in its channel.
"use strict";

const addressOf = (file) => "/sandbox/file?user=" + encodeURIComponent(me) + "&file=" + encodeURIComponent(file.id);

async function openFile(file) {
  const answer = await fetch(addressOf(file)).catch(() => null);
  if (!answer?.ok) return notice(answer ? await answer.text() : kSilent);
  const text = await answer.text(), dialog = $("viewer");
  dialog.replaceChildren(
    el("header", {}, el("span", { id: "viewer-name" }, "📄 " + file.name)),
    el("pre", { class: "body", tabindex: 0, autofocus: true, "aria-label": file.name }, text),
    el("footer", {}, el("a", { href: addressOf(file) + "&save=1", download: file.name }, "Download"), el("button", { type: "button", onclick: () => dialog.close() }, "Close")));
  // The messages may have been drawn anew meanwhile.
  dialog.onclose = () => (document.querySelector(`[data-file="${CSS.escape(file.id)}"]`) ?? document.body).focus();
  dialog.showModal();
}

const fileButton = (file) => el("button", { class: "file", "data-file": file.id, title: "Open " + file.name, onclick: () => openFile(file) }, "📄 " + file.name);
