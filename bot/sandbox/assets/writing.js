// Writing on the sandbox page: the composer with its memory of what was sent, the list of what can be typed (completion.js), and the reply box of
// a thread.
"use strict";

let picked = -1, dismissed = false;
// What is half typed belongs to who typed it and where.
const halves = new Map();
let writer = "", recalled = -1;
const sent = [];
function turnTo(here) {
  if (here === writer) return;
  halves.set(writer, $("text").value);
  writer = here;
  $("text").value = halves.get(here) ?? "";
  recalled = -1;
  dismissed = true;
  drawCompletion();
}


function drawCompletion() {
  const list = candidates(), verb = usage();
  if (picked >= list.length || (list.length === 1 && list[0].begun)) picked = list.length === 1 ? 0 : -1;
  $("completion").hidden = list.length === 0 && !verb;
  $("completion").replaceChildren(
    ...list.map((one, i) => el("li", { role: "option", id: "option-" + i, "aria-selected": String(i === picked), onmousedown: (e) => { e.preventDefault(); take(one); } },
      el("b", {}, one.name), " " + one.detail, el("small", {}, one.summary))),
    el("li", { class: "hint", role: "presentation" }, verb ? `${state.command} ${verb.name} ${verb.arguments}` : "↑ ↓ choose, Tab or Enter takes it, Esc closes"));
  $("text").setAttribute("aria-expanded", String(list.length > 0));
  if (picked < 0) $("text").removeAttribute("aria-activedescendant");
  else $("text").setAttribute("aria-activedescendant", "option-" + picked);
  $("completion").children[picked]?.scrollIntoView({ block: "nearest" });
}

function write(text) {
  $("text").value = text;
  picked = -1;
  dismissed = false;
  drawCompletion();
}
const take = (entry) => write(entry.text);

function send() {
  // Whoever began with the key that comes here from anywhere may have typed it once more.
  const text = $("text").value.trim().replace(/^\/+/, "/");
  if (!text) return;
  const isCommand = text === state.command || text.startsWith(state.command + " ");
  if (text.startsWith("/") && !isCommand) return notice(`${text.split(" ")[0]} is no command here; ${state.command} is.`);
  sent.unshift(text);
  recalled = -1;
  write("");
  following = Date.now() + 5000;
  if (isCommand) act("command", { channel: place, text: mention(text.slice(state.command.length).trim()) });
  else act("say", { channel: place, text: address(text) });
}
// As Slack's own client: names become mentions, and the three characters are escaped.
const mention = (text) => text.replace(/@([\w.-]+)/g, (whole, name) => { const found = state.people.find((one) => one.name === name); return found ? `<@${found.id}>` : whole; });
const address = (text) => mention(text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"));

function recall(step) {
  recalled = Math.max(-1, Math.min(sent.length - 1, recalled + step));
  write(sent[recalled] ?? "");
  dismissed = true;
  drawCompletion();
}
function scrollMessages(pages) {
  following = 0;
  $("messages").scrollBy(0, pages * 0.9 * $("messages").clientHeight);
}

// What a key does in the composer; true if that was all.
function pressed(key) {
  const recalling = $("text").value === (sent[recalled] ?? "");
  if (recalling && (key === "ArrowUp" || key === "ArrowDown") && sent.length) return recall(key === "ArrowUp" ? 1 : -1), true;
  if (key === "PageUp" || key === "PageDown") return scrollMessages(key === "PageUp" ? -1 : 1), true;
  if (key === "ArrowDown") dismissed = false;
  const list = candidates();
  if (key === "Escape") return (dismissed = true), drawCompletion(), true;
  if (list.length && (key === "ArrowDown" || key === "ArrowUp")) {
    picked = key === "ArrowDown" ? (picked + 1) % list.length : (Math.max(picked, 0) + list.length - 1) % list.length;
    return drawCompletion(), true;
  }
  if (list.length && (key === "Tab" || (key === "Enter" && picked >= 0))) return take(list[Math.max(picked, 0)]), true;
  return key === "Enter" && (send(), true);
}

$("text").addEventListener("input", () => { picked = -1; dismissed = false; drawCompletion(); });
$("text").addEventListener("keydown", (e) => { if (!e.shiftKey && !e.isComposing && pressed(e.key)) e.preventDefault(); });
$("composer").addEventListener("submit", (e) => { e.preventDefault(); send(); });
// From anywhere: “/” begins a command, Ctrl+K goes to the list of channels.
document.addEventListener("keydown", (e) => {
  if (document.querySelector("dialog[open]")) return;
  const jumps = (e.ctrlKey || e.metaKey) && e.key === "k";
  if (!jumps && (e.key !== "/" || e.target.matches("input, textarea"))) return;
  e.preventDefault();
  if (jumps) return goToChannels();
  if ($("composer").hidden) return notice("Nothing can be typed here. Ctrl+K goes to the list of channels.");
  $("text").focus();
  if (!$("text").value) write("/");
});
$("text").addEventListener("blur", () => { dismissed = true; drawCompletion(); });
$("messages").addEventListener("wheel", () => (following = 0), { passive: true });
$("reply").addEventListener("submit", (e) => {
  e.preventDefault();
  const text = $("reply-text").value.trim();
  if (text.startsWith("/")) return notice("Slack does not take commands in threads. Mention @tocsin instead: @tocsin note …");
  if (text) act("say", { channel: place, thread, text: address(text) });
  $("reply-text").value = "";
});
$("reply-text").addEventListener("keydown", (e) => { if (e.key === "Enter" && !e.shiftKey) { e.preventDefault(); $("reply").requestSubmit(); } });

// Runbooks and the on-call file may have been read anew.
$("text").addEventListener("focus", learnWords);
