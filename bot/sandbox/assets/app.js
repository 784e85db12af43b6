// The sandbox page: a small Slack in the browser. It asks the server what one person sees (GET /sandbox/state) and says what that
// person does (POST /sandbox/do); everything else is drawing. No text from outside ever becomes HTML: only text nodes are made.
//
// state: { me, bot, command, people: [{id, name, bot, guest, admin}], channels: [{id, name, topic, private, im, archived, member,
//   messages: [{ts, user, text, blocks, bot, thread, edited, pinned, reactions, files}]}], mine: [ephemerals: {ts, channel, text, blocks}],
//   form: {id, hash, view, errors} | null, home: the same | null, phones: [{how, to, text}], pagerduty: [{number, title, status, notified}] }
"use strict";

const $ = (id) => document.getElementById(id);
const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child != null));
  return node;
};

let state = null, tag = "", words = { verbs: [], message_shortcuts: [], global_shortcuts: [] };
let me = sessionStorage.getItem("me") || "U0ALICE";
let place = "C0GENERAL", thread = "", shown = "", missing = {}, offered = {};
let following = 0;  // until then (milliseconds) the list of messages stays at its end: somebody waits for an answer
const seen = new Map();
const kEmoji = { pushpin: "📌", star: "⭐", eyes: "👀", white_check_mark: "✅", stopwatch: "⏱", rotating_light: "🚨", warning: "⚠️", memo: "📝" };
const kReactions = ["pushpin", "star", "memo", "eyes"];
const kPlaces = { "@home": "App Home", "@outside": "Phones and PagerDuty" };

// --- talking to the server ---

async function refresh() {
  const answer = await fetch("/sandbox/state?user=" + me, { headers: tag ? { "If-None-Match": tag } : {} }).catch(() => null);
  if (!answer) return notice("The sandbox does not answer.");
  if (answer.status !== 200) return;
  tag = answer.headers.get("ETag");
  state = await answer.json();
  draw();
}

async function act(what, details = {}) {
  const answer = await fetch("/sandbox/do?user=" + me, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ do: what, ...details }) });
  const said = await answer.json().catch(() => ({ ok: false, error: "HTTP " + answer.status }));
  if (said.ok === false) notice(said.error);
  await refresh();
  return said;
}

function notice(text) {
  $("notice").textContent = text;
  $("notice").hidden = false;
  setTimeout(() => ($("notice").hidden = true), 5000);
}

// --- text ---

const person = (id) => state.people.find((one) => one.id === id)?.name ?? id;
const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const clock = (ts) => new Date(Number(ts) * 1000);
const emoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => kEmoji[name] ?? whole);

function angle(inner) {
  const [target, label] = inner.split("|");
  if (inner.startsWith("@")) return el("span", { class: "mention" }, "@" + person(target.slice(1)));
  if (inner.startsWith("#")) {
    const channel = state.channels.find((one) => one.id === target.slice(1));
    return el("a", { href: "#", onclick: (e) => { e.preventDefault(); if (channel) go(channel.id); } }, "#" + (channel?.name ?? label ?? target.slice(1)));
  }
  if (inner.startsWith("!date^")) return el("time", { title: unescape(label ?? "") }, clock(inner.split("^")[1]).toLocaleString());
  if (inner.startsWith("!")) return el("span", { class: "mention" }, "@" + (label ?? target.slice(1)));
  return /^(https?|mailto):/.test(target) ? el("a", { href: unescape(target), target: "_blank", rel: "noreferrer" }, unescape(label ?? target)) : unescape(inner);
}

// Slack's mrkdwn as nodes: code first, since nothing counts inside it.
function mrkdwn(text) {
  const out = [];
  const pattern = /```([\s\S]*?)```|`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<!\w)_([^_\n]+)_(?!\w)|(?<!\w)~([^~\n]+)~(?!\w)|\n/g;
  let at = 0;
  for (const found of text.matchAll(pattern)) {
    out.push(emoji(unescape(text.slice(at, found.index))));
    at = found.index + found[0].length;
    if (found[1] != null) out.push(el("pre", {}, unescape(found[1].replace(/^\n/, ""))));
    else if (found[2] != null) out.push(el("code", {}, unescape(found[2])));
    else if (found[3] != null) out.push(angle(found[3]));
    else if (found[4] != null) out.push(el("b", {}, mrkdwn(found[4])));
    else if (found[5] != null) out.push(el("i", {}, mrkdwn(found[5])));
    else if (found[6] != null) out.push(el("s", {}, mrkdwn(found[6])));
    else out.push(el("br"));
  }
  out.push(emoji(unescape(text.slice(at))));
  return out;
}
const said = (object) => (object.type === "mrkdwn" ? mrkdwn(object.text) : emoji(object.text));

// --- blocks ---

// press(element, value): what happens when somebody uses it; value: the option chosen in a menu.
function control(element, press) {
  const label = element.type === "button" ? said(element.text) : "";
  const ask = async (value) => { if (!element.confirm || (await confirmed(element.confirm))) press(element, value); };
  if (element.type === "button") return el("button", { type: "button", class: element.style ?? "", "data-action": element.action_id, onclick: () => ask() }, label);
  if (element.type === "overflow" || element.type === "static_select") {
    const options = element.options.map((option) => el("option", { value: option.value }, said(option.text)));
    const first = el("option", { value: "" }, element.placeholder ? said(element.placeholder) : "⋯");
    return el("select", { "data-action": element.action_id, onchange: (e) => { const value = e.target.value; e.target.value = ""; ask(value); } }, first, options);
  }
  if (element.type === "image") return el("span", { class: "note" }, element.alt_text);
  return el("span", {}, said(element));
}

const kBlocks = {
  header: (block) => said(block.text),
  section: (block, press) => [
    el("div", { class: block.fields ? "fields" : "" }, block.text ? el("div", {}, said(block.text)) : null, (block.fields ?? []).map((field) => el("div", {}, said(field)))),
    block.accessory ? control(block.accessory, press) : null],
  context: (block, press) => block.elements.map((element) => el("span", {}, control(element, press), " ")),
  actions: (block, press) => block.elements.map((element) => control(element, press)),
  divider: () => el("hr"),
  input: (block) => field(block),
};
function blocks(list, press) {
  return list.map((block) => el("div", { class: "block " + block.type }, (kBlocks[block.type] ?? (() => block.type))(block, press)));
}

function confirmed(confirm) {
  return new Promise((resolve) => {
    const dialog = $("confirm");
    const end = (answer) => { dialog.close(); resolve(answer); };
    dialog.replaceChildren(
      el("header", {}, said(confirm.title)), el("div", { class: "body" }, said(confirm.text)),
      el("footer", {}, el("button", { onclick: () => end(false) }, said(confirm.deny)), el("button", { class: confirm.style ?? "primary", onclick: () => end(true) }, said(confirm.confirm))));
    dialog.showModal();
  });
}

// --- forms ---

const local = (seconds) => { const at = new Date(seconds * 1000); return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16); };
const choice = (option, chosen) => el("option", { value: option.value, selected: option.value === chosen }, said(option.text));

function input(block) {
  const it = block.element, id = "f-" + block.block_id;
  const common = { id, "data-field": block.block_id, placeholder: it.placeholder?.text };
  if (it.type === "plain_text_input" && it.multiline) return el("textarea", { ...common, rows: 4, maxlength: it.max_length }, it.initial_value ?? "");
  if (it.type === "static_select")
    return el("select", common, block.optional ? el("option", { value: "" }, "—") : null, it.options.map((option) => choice(option, it.initial_option?.value)));
  if (it.type === "users_select")
    return el("select", common, el("option", { value: "" }, "—"), state.people.filter((one) => !one.bot).map((one) => el("option", { value: one.id, selected: one.id === it.initial_user }, one.name)));
  if (it.type === "datetimepicker") return el("input", { ...common, type: "datetime-local", value: it.initial_date_time ? local(it.initial_date_time) : "" });
  if (it.type === "checkboxes" || it.type === "radio_buttons") {
    const chosen = (it.initial_options ?? [it.initial_option]).map((option) => option?.value);
    return el("div", { "data-field": block.block_id, id }, it.options.map((option) => el("label", { class: "option" },
      el("input", { type: it.type === "checkboxes" ? "checkbox" : "radio", name: id, value: option.value, checked: chosen.includes(option.value) }), " ", said(option.text),
      option.description ? el("div", { class: "note" }, said(option.description)) : null)));
  }
  if (it.type === "external_select") {
    const list = el("datalist", { id: id + "-list" });
    const seen = (offered[block.block_id] ??= new Set());
    if (it.initial_option) seen.add(it.initial_option.value);
    const suggest = async (typed) => {
      const answer = await act("suggest", { view: state.form.id, block: block.block_id, typed });
      for (const option of answer.options ?? []) seen.add(option.value);
      list.replaceChildren(...(answer.options ?? []).map((option) => el("option", { value: option.value }, said(option.text))));
    };
    return el("span", {}, el("input", { ...common, list: id + "-list", value: it.initial_option?.value ?? "", onfocus: () => suggest(""), oninput: (e) => suggest(e.target.value) }), list);
  }
  return el("input", { ...common, type: "text", maxlength: it.max_length, value: it.initial_value ?? "" });
}

function field(block) {
  return el("div", { class: "field" }, el("label", { for: "f-" + block.block_id }, said(block.label), block.optional ? el("span", { class: "note" }, " (optional)") : null),
    input(block), block.hint ? el("div", { class: "note" }, said(block.hint)) : null, el("div", { class: "error", "data-error": block.block_id }));
}

function typed() {
  const values = {};
  for (const node of $("form").querySelectorAll("[data-field]")) {
    const boxes = [...node.querySelectorAll("input")];
    if (node.tagName === "DIV") values[node.dataset.field] = boxes.filter((box) => box.checked).map((box) => box.value);
    else if (node.type === "datetime-local") values[node.dataset.field] = node.value ? [String(new Date(node.value).getTime() / 1000)] : [];
    else values[node.dataset.field] = node.value ? [node.value] : [];
  }
  return values;
}

// Slack's own client does not send a form with an empty field that must be filled in, nor a menu's field with anything but an option of it.
function unsendable(block, values) {
  if (values?.length === 0) return block.optional ? "" : `“${block.label.text}” must be filled in.`;
  if (block.element.type === "external_select" && !offered[block.block_id]?.has(values?.[0])) return `“${values?.[0]}” is not in the list of “${block.label.text}”: choose one that is.`;
  return "";
}

function complete(form) {
  const values = typed();
  const why = form.view.blocks.filter((block) => block.type === "input").map((block) => [block.block_id, unsendable(block, values[block.block_id])]);
  missing = Object.fromEntries(why.filter(([, words]) => words));
  drawForm();
  const [first] = Object.keys(missing);
  if (first) $("f-" + first).focus();
  return !first;
}

function drawForm() {
  const dialog = $("form"), form = state.form;
  if (!form) {
    shown = "";
    dialog.close();
    if (document.activeElement === document.body) settle();
    return;
  }
  if (shown !== form.id + form.hash) {
    shown = form.id + form.hash;
    missing = {};
    const close = () => act("close", { view: form.id, values: typed() });
    dialog.replaceChildren(el("form", { onsubmit: (e) => { e.preventDefault(); if (complete(form)) act("submit", { view: form.id, values: typed() }); } },
      el("header", {}, said(form.view.title)), el("div", { class: "body" }, blocks(form.view.blocks, (element) => act("press_in_view", { view: form.id, action: element.action_id }))),
      el("footer", {}, el("button", { type: "button", onclick: close }, form.view.close ? said(form.view.close) : "Cancel"),
        form.view.submit ? el("button", { type: "submit" }, said(form.view.submit)) : null)));
    dialog.oncancel = (e) => { e.preventDefault(); close(); };
    if (!dialog.open) dialog.showModal();
  }
  for (const node of dialog.querySelectorAll("[data-error]")) node.textContent = missing[node.dataset.error] ?? form.errors[node.dataset.error] ?? "";
}

// --- messages ---

function tools(channel, message) {
  const at = { channel: channel.id, ts: message.ts };
  return el("div", { class: "tools" },
    kReactions.map((name) => el("button", { title: ":" + name + ":", onclick: () => act("react", { ...at, name }) }, kEmoji[name])),
    el("button", { title: "Pin or unpin", onclick: () => act("pin", at) }, "📍"),
    el("button", { title: "Answer in a thread", onclick: () => openThread(message.thread ?? message.ts) }, "💬"),
    message.user === me && !message.bot ? [
      el("button", { title: "Edit", onclick: () => { const text = prompt("The message", unescape(message.text)); if (text) act("edit", { ...at, text }); } }, "✏️"),
      el("button", { title: "Delete", onclick: () => act("erase", at) }, "🗑")] : null,
    el("select", { title: "More actions", onchange: (e) => { act("message_shortcut", { ...at, callback: e.target.value }); e.target.value = ""; } },
      el("option", { value: "" }, "⋯"), words.message_shortcuts.map((one) => el("option", { value: one.callback }, one.name))));
}

function bubble(channel, message, mine) {
  const press = (element, value) => act("press", { channel: channel.id, ts: message.ts, action: element.action_id, value });
  const answers = mine ? 0 : channel.messages.filter((one) => one.thread === message.ts).length;
  return el("article", { class: "message" + (message.pinned ? " pinned" : "") + (mine ? " mine" : ""), "data-ts": message.ts, tabindex: -1 },
    el("header", {}, el("b", {}, mine || message.bot ? "tocsin" : person(message.user)), el("time", {}, clock(message.ts).toLocaleTimeString()),
      message.pinned ? el("span", { class: "note" }, "📍 pinned") : null, mine ? el("span", { class: "note" }, "Only visible to you") : null),
    message.blocks?.length ? blocks(message.blocks, press) : el("div", { class: "block" }, mrkdwn(message.text), message.edited ? el("span", { class: "note" }, " (edited)") : null),
    (message.files ?? []).map((file) => el("div", { class: "note" }, "📄 " + file.name)),
    (message.reactions ?? []).map((one) => el("button", { class: "reaction", title: one.users.map(person).join(", "), onclick: () => act("react", { channel: channel.id, ts: message.ts, name: one.name }) }, (kEmoji[one.name] ?? ":" + one.name + ":") + " " + one.users.length)),
    answers ? el("button", { class: "reaction", onclick: () => openThread(message.ts) }, answers + (answers === 1 ? " reply" : " replies")) : null,
    mine ? null : tools(channel, message));
}

function drawPlace() {
  if (place === "@home") return drawHome();
  if (place === "@outside") return drawOutside();
  const channel = state.channels.find((one) => one.id === place) ?? state.channels.find((one) => one.member);
  if (!channel) return;
  place = channel.id;
  $("title").textContent = nameOf(channel) + (channel.archived ? " (archived)" : "");
  $("topic").replaceChildren(...mrkdwn(channel.topic));
  $("join").hidden = channel.member || channel.archived;
  const open = channel.member && !channel.archived, letIn = open && $("composer").hidden;
  $("composer").hidden = !open;
  // Whoever opened the channel a moment before the invitation came waits for the composer.
  if (letIn && [document.body, $("messages")].includes(document.activeElement)) settle();
  const list = channel.messages.filter((one) => !one.thread).map((one) => [one, false]).concat(state.mine.filter((one) => one.channel === channel.id).map((one) => [one, true]));
  list.sort((a, b) => Number(a[0].ts) - Number(b[0].ts));
  replaceKeepingPlace($("messages"), list.map(([message, mine]) => bubble(channel, message, mine)));
  seen.set(channel.id, newest(channel));
  $("thread").hidden = !thread;
  if (thread) replaceKeepingPlace($("replies"), channel.messages.filter((one) => one.ts === thread || one.thread === thread).map((one) => bubble(channel, one, false)));
}

function replaceKeepingPlace(node, children) {
  const atEnd = Date.now() < following || node.scrollHeight - node.scrollTop - node.clientHeight < 60;
  replaceKeepingFocus(node, children);
  if (atEnd) node.scrollTop = node.scrollHeight;
}

// Drawing makes new nodes. Whoever works with the keyboard stays on the same button, else on what is left of the message, else in the composer.
function replaceKeepingFocus(node, children) {
  const old = document.activeElement, held = node !== old && node.contains(old);
  const { action, channel } = old.dataset, ts = old.closest("[data-ts]")?.dataset.ts;
  const same = (one) => one.tagName === old.tagName && one.dataset.action === action && one.dataset.channel === channel && one.title === old.title && one.closest("[data-ts]")?.dataset.ts === ts;
  node.replaceChildren(...children);
  if (!held) return;
  const message = [...node.querySelectorAll("[data-ts]")].find((one) => one.dataset.ts === ts);
  const next = [...node.querySelectorAll(old.tagName)].find(same) ?? message?.querySelector(".block button") ?? message;
  if (next) next.focus({ preventScroll: true });
  else settle();
}

// Where the focus goes when what had it is gone.
const settle = () => ($("composer").hidden ? $("messages") : $("text")).focus();

function openThread(ts) {
  thread = ts;
  draw();
  $("reply-text").focus();
}
function closeThread() {
  const message = [...$("messages").querySelectorAll("[data-ts]")].find((one) => one.dataset.ts === thread);
  thread = "";
  if (message) message.focus();
  else settle();
  draw();
}

function special(title, children) {
  $("title").textContent = title;
  $("topic").textContent = "";
  $("join").hidden = $("composer").hidden = $("thread").hidden = true;
  replaceKeepingPlace($("messages"), children);
}
function drawHome() {
  const home = state.home;
  special(kPlaces["@home"], home ? [el("article", { class: "message" }, blocks(home.view.blocks, (element) => act("press_in_view", { view: home.id, action: element.action_id })))] : [el("p", { class: "message note" }, "Nothing has been published here yet.")]);
}
function drawOutside() {
  special(kPlaces["@outside"], [
    ...state.phones.map((one) => el("article", { class: "message" }, el("b", {}, one.how + " to " + one.to), el("div", {}, one.text))),
    ...state.pagerduty.map((one) => el("article", { class: "message" }, el("b", {}, "PagerDuty #" + one.number + " "), one.title, el("div", { class: "note" }, one.status + ", " + (one.notified ? "somebody was notified" : "nobody was notified"))))]);
}

// --- channels and people ---

const nameOf = (channel) => (channel.im ? "💬 tocsin" : (channel.private ? "🔒 " : "# ") + channel.name);
const newest = (channel) => Math.max(0, ...channel.messages.map((one) => Number(one.ts)), ...state.mine.filter((one) => one.channel === channel.id).map((one) => Number(one.ts)));

function go(where) {
  place = where;
  thread = "";
  if (where === "@home") act("home");
  draw();
  $("messages").scrollTop = $("messages").scrollHeight;
  settle();
}

function drawChannels() {
  const entry = (id, name, extra = "") => el("button", { class: extra, "aria-current": id === place, "data-channel": id, onclick: () => go(id) }, name);
  const order = [...state.channels].sort((a, b) => a.created - b.created || a.name.localeCompare(b.name));
  const row = (one) => entry(one.id, nameOf(one), (one.member ? "" : "outside ") + (one.member && newest(one) > (seen.get(one.id) ?? 0) ? "unread" : ""));
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

$("close-thread").addEventListener("click", closeThread);
$("thread").addEventListener("keydown", (e) => { if (e.key === "Escape") closeThread(); });
$("join").addEventListener("click", async () => { await act("join", { channel: place }); settle(); });
for (const list of [$("messages"), $("replies")]) list.addEventListener("keydown", (e) => {
  if (e.target !== list && !e.target.matches("[data-ts]") || (e.key !== "ArrowUp" && e.key !== "ArrowDown")) return;
  const all = [...list.querySelectorAll("[data-ts]")], at = all.indexOf(e.target);
  e.preventDefault();
  (at < 0 ? all.at(-1) : all[at + (e.key === "ArrowDown" ? 1 : -1)])?.focus();
});
$("me").addEventListener("change", (e) => { me = e.target.value; sessionStorage.setItem("me", me); tag = ""; thread = ""; refresh(); });

fetch("/sandbox/words").then((answer) => answer.json()).then((answer) => {
  words = answer;
  $("shortcuts").replaceChildren(...words.global_shortcuts.map((one) => el("button", { onclick: () => act("shortcut", { callback: one.callback }) }, "⚡ " + one.name)));
});
refresh().then(() => { if (document.activeElement === document.body) settle(); });
setInterval(refresh, 400);
