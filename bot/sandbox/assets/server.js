// The sandbox page, first file: making nodes, and talking to the server. The page is a small Slack in the browser. It asks the server what one
// person sees (GET /sandbox/state) and says what that person does (POST /sandbox/do); everything else is drawing. No text from outside
// ever becomes HTML: only text nodes are made. All files share their names; index.html loads them in order, app.js last, which begins.
//
// state: { me, bot, command, people: [{id, name, bot, guest, admin}], channels: [{id, name, topic, private, im, archived, member,
//   messages: [{ts, user, text, blocks, bot, thread, edited, pinned, reactions, files}]}], mine: [ephemerals: {ts, channel, text, blocks}],
//   form: {id, hash, view, errors} | null, home: the same | null, phones: [{how: SMS | call | mail | reply | key, to, name, text, at, body, call, asks, answer}],
//   pagerduty: [{id, number, title, status, open, notified, at}] }
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

let state = null, tag = "", words = { verbs: [], vocabularies: {}, takes: {}, marks: [], message_shortcuts: [], global_shortcuts: [] };
const kSilent = "The sandbox does not answer.";
let me = sessionStorage.getItem("me") || "U0ALICE";

async function refresh() {
  const answer = await fetch("/sandbox/state?user=" + me, { headers: tag ? { "If-None-Match": tag } : {} }).catch(() => null);
  if (!answer) return notice(kSilent);
  if (answer.status !== 200) return;
  tag = answer.headers.get("ETag");
  state = await answer.json();
  draw();
}

// What a person does; the answer says whether it could be done.
async function tell(what, details = {}) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ do: what, ...details }) };
  const answer = await fetch("/sandbox/do?user=" + me, request).catch(() => null);
  const said = answer ? await answer.json().catch(() => ({ ok: false, error: "HTTP " + answer.status })) : { ok: false, error: kSilent };
  if (said.ok === false) notice(said.error);
  return said;
}
async function act(what, details) {
  const said = await tell(what, details);
  await refresh();
  return said;
}

// What was pressed and is not answered yet: a second press of the same does nothing, and its button says so. Slack shows a spinner.
const waiting = new Set();
const showWaiting = (key, button) => button.setAttribute("aria-busy", String(waiting.has(key)));

async function once(key, button, run) {
  if (waiting.has(key)) return;
  waiting.add(key);
  showWaiting(key, button);
  try {
    await run();
  } finally {
    waiting.delete(key);
    // Drawn anew meanwhile, perhaps more than once.
    for (const node of document.querySelectorAll(`[data-waits="${CSS.escape(key)}"]`)) showWaiting(key, node);
    showWaiting(key, button);
  }
}

let fading = 0;
// Above everything, also above a form.
function notice(text) {
  const node = $("notice");
  node.textContent = text;
  if (node.matches(":popover-open")) node.hidePopover();
  node.showPopover();
  clearTimeout(fading);
  fading = setTimeout(() => node.hidePopover(), 5000);
}
