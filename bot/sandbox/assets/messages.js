// The messages of the place that is open, its thread, and where the focus goes when they are drawn anew.
"use strict";

let following = 0;  // until then (milliseconds) the list of messages stays at its end: somebody waits for an answer
const seen = new Map();
// Beside what the bot listens to (words.marks).
const kOrdinary = [{ emoji: "eyes", title: "I am looking at it" }, { emoji: "+1", title: "I agree" }];
const kMarks = { timeline: "Mark for the timeline", task: "Make a task of it", followup: "Make a follow-up of it" };

function reactionButton(at, message, { emoji: name, kind, title }) {
  const sign = kEmoji[name] ?? ":" + name + ":", taken = message.reactions?.some((one) => one.name === name && one.users.includes(me));
  const says = (taken ? "Take back: " : "") + (title ?? kMarks[kind]) + " (" + sign + ")";
  return el("button", { type: "button", title: says, "aria-label": says, "data-tool": name, onclick: () => act("react", { ...at, name }) }, sign);
}

function tools(channel, message) {
  const at = { channel: channel.id, ts: message.ts };
  return el("div", { class: "tools" }, el("div", { role: "toolbar", "aria-label": "What can be done with this message" },
    [...words.marks, ...kOrdinary].map((one) => reactionButton(at, message, one)),
    el("button", { type: "button", title: "Answer in a thread", onclick: () => openThread(message.thread ?? message.ts) }, "💬"),
    el("button", { type: "button", "data-tool": "pin", title: message.pinned ? "Unpin from channel" : "Pin to channel", onclick: () => act("pin", at) }, message.pinned ? "Unpin" : "Pin"),
    message.user === me && !message.bot ? [
      el("button", { type: "button", title: "Edit", onclick: () => { const text = prompt("The message", unescape(message.text)); if (text) act("edit", { ...at, text }); } }, "✏️"),
      el("button", { type: "button", title: "Delete", onclick: () => act("erase", at) }, "🗑")] : null,
    menuButton("More actions", "⋯", words.message_shortcuts.map((one) => [one.name, () => act("message_shortcut", { ...at, callback: one.callback })]), message.ts)));
}

function bubble(channel, message, mine) {
  const press = (element, value) => act("press", { channel: channel.id, ts: message.ts, action: element.action_id, value });
  const answers = mine ? 0 : channel.messages.filter((one) => one.thread === message.ts).length;
  return el("article", { class: "message" + (message.pinned ? " pinned" : "") + (mine ? " mine" : ""), "data-ts": message.ts, tabindex: -1 },
    el("header", {}, el("b", {}, mine || message.bot ? "tocsin" : person(message.user)), el("time", {}, timeOf(message.ts)),
      message.pinned ? el("span", { class: "note" }, "Pinned") : null, mine ? el("span", { class: "note" }, "Only visible to you") : null),
    message.blocks?.length ? blocks(message.blocks, press, message.ts) : el("div", { class: "block" }, mrkdwn(message.text), message.edited ? el("span", { class: "note" }, " (edited)") : null),
    (message.files ?? []).map((file) => el("div", {}, fileButton(file))),
    el("div", {}, (message.reactions ?? []).map((one) => el("button", { class: "reaction", title: one.users.map(person).join(", "), onclick: () => act("react", { channel: channel.id, ts: message.ts, name: one.name }) }, (kEmoji[one.name] ?? ":" + one.name + ":") + " " + one.users.length)),
      answers ? el("button", { class: "reaction", onclick: () => openThread(message.ts) }, answers + (answers === 1 ? " reply" : " replies")) : null),
    mine ? null : tools(channel, message));
}

const placeOf = (channels) => channels.find((one) => one.id === place) ?? channels.find((one) => one.id === kFirstPlace) ?? channels.find((one) => one.member);
function drawPlace() {
  if (place === "@home") return drawHome();
  if (place === "@outside") return drawOutside();
  const channel = placeOf(state.channels);
  if (!channel) return;
  if (place !== channel.id) {  // it is gone, or not for this person
    place = channel.id;
    thread = "";
    history.replaceState(null, "", "#" + place);
  }
  $("title").textContent = nameOf(channel) + (channel.archived ? " (archived)" : "");
  $("topic").replaceChildren(...mrkdwn(channel.topic));
  $("join").hidden = channel.member || channel.archived;
  const open = channel.member && !channel.archived, letIn = open && $("composer").hidden, wrote = !open && document.activeElement === $("text");
  turnTo(me + " " + place);
  $("composer").hidden = !open;
  // Whoever was writing there must not go on writing into nothing.
  if (wrote) {
    notice(nameOf(channel) + (channel.archived ? " is archived" : " is not yours") + ": nothing can be typed there. Ctrl+K goes to the list of channels.");
    settle();
  }
  // Whoever opened the channel a moment before the invitation came waits for the composer.
  if (letIn && [document.body, $("messages")].includes(document.activeElement)) settle();
  const list = channel.messages.filter((one) => !one.thread).map((one) => [one, false]).concat(state.mine.filter((one) => one.channel === channel.id).map((one) => [one, true]));
  list.sort((a, b) => Number(a[0].ts) - Number(b[0].ts));
  replaceKeepingPlace($("messages"), list.map(([message, mine]) => bubble(channel, message, mine)));
  if (isAtEnd($("messages")) || below.place !== place) below = { place, ts: newest(channel) };
  drawMore();
  seen.set(channel.id, newest(channel));
  $("thread").hidden = !thread;
  if (thread) replaceKeepingPlace($("replies"), channel.messages.filter((one) => one.ts === thread || one.thread === thread).map((one) => bubble(channel, one, false)));
}

// The newest message that somebody who is at the end of the list has seen there: what is newer came while they looked further up.
let below = { place: "", ts: 0 };
const isAtEnd = (node) => node.scrollHeight - node.scrollTop - node.clientHeight < 60;
function drawMore() {
  const channel = state?.channels.find((one) => one.id === place);
  if (channel && isAtEnd($("messages"))) below = { place, ts: newest(channel) };
  $("more").hidden = !channel || below.place !== place || newest(channel) <= below.ts;
}

function replaceKeepingPlace(node, children) {
  const atEnd = Date.now() < following || isAtEnd(node);
  replaceKeepingFocus(node, children);
  if (atEnd) node.scrollTop = node.scrollHeight;
}

// Drawing makes new nodes. Whoever works with the keyboard stays on the same button, else on what is left of the message, else in the composer.
function replaceKeepingFocus(node, children) {
  const old = document.activeElement, held = node !== old && node.contains(old);
  const what = ({ dataset, title }) => dataset.action ?? dataset.channel ?? dataset.file ?? dataset.tool ?? title, ts = old.closest("[data-ts]")?.dataset.ts;
  const same = (one) => one.tagName === old.tagName && what(one) === what(old) && one.closest("[data-ts]")?.dataset.ts === ts;
  node.replaceChildren(...children);
  if (!held) return;
  const message = [...node.querySelectorAll("[data-ts]")].find((one) => one.dataset.ts === ts);
  // A reply box is the only one of its telephone, and moves to the newest message.
  const box = old.matches("input") ? [...node.querySelectorAll("input")].find((one) => what(one) === what(old)) : null;
  const next = box ?? [...node.querySelectorAll(old.tagName)].find(same) ?? message?.querySelector(".block button") ?? message;
  // What can be done with a message shows only once something of it has the focus.
  message?.focus({ preventScroll: true });
  if (next) next.focus({ preventScroll: true });
  if (next?.matches("input[type=text]")) next.setSelectionRange(old.selectionStart, old.selectionEnd);
  if (!next) settle();
}

// Where the focus goes when what had it is gone.
const settle = () => ($("composer").hidden ? $("messages") : $("text")).focus();

function openThread(ts) {
  thread = ts;
  writeAddress();
  draw();
  $("reply-text").focus();
}
function closeThread() {
  const message = [...$("messages").querySelectorAll("[data-ts]")].find((one) => one.dataset.ts === thread);
  thread = "";
  writeAddress();
  if (message) message.focus();
  else settle();
  draw();
}
