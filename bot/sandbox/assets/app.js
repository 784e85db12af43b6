// The sandbox page, last file: where one is, the list of channels, the people, and what stands on the page from the beginning.
"use strict";

const kFirstPlace = "C0GENERAL";
// The address says where one is, so that a reload comes back and the browser's own Back goes back: #C0GENERAL, or #C0GENERAL/1800000000.000001 with a thread.
let place = kFirstPlace, thread = "";
readAddress();

function readAddress() {
  const [where, ts] = location.hash.slice(1).split("/");
  place = where || kFirstPlace;
  thread = ts ?? "";
}
function writeAddress() {
  const address = "#" + place + (thread ? "/" + thread : "");
  if (location.hash !== address) history.pushState(null, "", address);
}

const nameOf = (channel) => (channel.im ? "💬 tocsin" : (channel.private ? "🔒 " : "# ") + channel.name);
const newest = (channel) => Math.max(0, ...channel.messages.map((one) => Number(one.ts)), ...state.mine.filter((one) => one.channel === channel.id).map((one) => Number(one.ts)));

function showSide(open) {
  document.body.classList.toggle("side", open);
  $("open-side").setAttribute("aria-expanded", String(open));
  if (open) $("channels").querySelector("[aria-current]")?.focus();
}

function goToChannels() {
  if (getComputedStyle($("side")).visibility === "hidden" || !$("channels").offsetParent) showSide(true);
  ($("channels").querySelector("[aria-current]") ?? $("channels").querySelector("button")).focus();
}
// ↑ ↓, Home and End from entry to entry; true if that was the key.
function stepAmong(all, at, key) {
  const to = { ArrowUp: at < 0 ? all.length - 1 : at - 1, ArrowDown: at < 0 ? all.length - 1 : at + 1, Home: 0, End: all.length - 1 }[key];
  if (to === undefined) return false;
  all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
  return true;
}

function go(where) {
  showSide(false);
  place = where;
  thread = "";
  writeAddress();
  arrive();
}
// At the end of what is said there, ready to type.
function arrive() {
  if (place === "@home") act("home");
  draw();
  $("messages").scrollTop = $("messages").scrollHeight;
  settle();
}

function drawChannels() {
  const entry = (id, name, extra = "") => el("button", { class: extra, "aria-current": id === place, "data-channel": id, onclick: () => go(id) }, name);
  const order = [...state.channels].sort((a, b) => a.created - b.created || a.name.localeCompare(b.name));
  const row = (one) => entry(one.id, nameOf(one), (one.member ? "" : "outside ") + (one.member && newest(one) > (seen.get(one.id) ?? 0) ? "unread" : ""));
  const unread = state.channels.some((one) => one.member && newest(one) > (seen.get(one.id) ?? 0));
  $("open-side").classList.toggle("unread", unread);
  replaceKeepingFocus($("channels"), [
    ...Object.entries(kPlaces).map(([id, name]) => entry(id, name)), el("h2", {}, "Channels"), ...order.filter((one) => !one.im && !one.archived).map(row),
    el("h2", {}, "Direct messages"), ...order.filter((one) => one.im).map(row), el("h2", {}, "Archived"), ...order.filter((one) => !one.im && one.archived).map(row)]);
}

function drawPeople() {
  const people = state.people.filter((one) => !one.bot);
  if ($("me").childElementCount === people.length) return;
  $("me").replaceChildren(...people.map((one) => el("option", { value: one.id, selected: one.id === me }, one.name + (one.admin ? " (admin)" : one.guest ? " (guest)" : ""))));
}

function draw() {
  if (!state) return;
  drawPeople();
  drawPlace();
  drawChannels();
  drawForm();
}

// --- what stands on the page from the beginning ---

$("open-side").addEventListener("click", (e) => { e.stopPropagation(); showSide(!document.body.classList.contains("side")); });
$("side").addEventListener("keydown", (e) => { if (e.key === "Escape" && document.body.classList.contains("side")) { showSide(false); $("open-side").focus(); } });
document.querySelector("main").addEventListener("click", () => showSide(false));
$("close-thread").addEventListener("click", closeThread);
$("thread").addEventListener("keydown", (e) => { if (e.key === "Escape") closeThread(); });
$("join").addEventListener("click", async () => { await act("join", { channel: place }); settle(); });
for (const list of [$("messages"), $("replies")]) list.addEventListener("keydown", (e) => {
  if (e.target.matches("select, input, textarea")) return;
  const all = [...list.querySelectorAll("[data-ts]")];
  if (stepAmong(all, all.indexOf(e.target.closest("[data-ts]")), e.key)) e.preventDefault();
});
$("channels").addEventListener("keydown", (e) => {
  const all = [...$("channels").querySelectorAll("button")];
  if (e.key === "Tab" && e.shiftKey) { e.preventDefault(); return $("me").focus(); }
  if (e.key === "Escape" && !document.body.classList.contains("side")) settle();
  else if (stepAmong(all, all.indexOf(e.target), e.key)) e.preventDefault();
});
$("more").addEventListener("click", () => { $("messages").scrollTop = $("messages").scrollHeight; settle(); });
$("messages").addEventListener("scroll", drawMore);
$("me").addEventListener("change", async (e) => {
  me = e.target.value;
  sessionStorage.setItem("me", me);
  tag = "";
  thread = "";
  writeAddress();
  if (place === "@home") await tell("home");
  refresh();
});
window.addEventListener("popstate", () => { readAddress(); if (state) arrive(); });
document.querySelector(".skip").addEventListener("click", (e) => { e.preventDefault(); settle(); });

learnWords().then(() => {
  $("shortcuts").replaceChildren(...words.global_shortcuts.map((one) => el("button", { type: "button", onclick: (e) => { showSide(false); once("shortcut " + one.callback, e.currentTarget, () => act("shortcut", { callback: one.callback })); } }, "⚡ " + one.name)));
  draw();
});
refresh().then(() => { if (state && document.activeElement === document.body) settle(); });
if (place === "@home") act("home");
setInterval(refresh, 400);
