// Places of the sandbox page that are no channel: App Home, and what reaches people outside Slack, who can answer it here.
"use strict";

const kPlaces = { "@home": "App Home", "@outside": "Phones and PagerDuty" };
const answering = new Map();  // what was typed into the reply box of a telephone and not sent, by its number

function special(title, children) {
  $("title").textContent = title;
  $("topic").textContent = "";
  $("join").hidden = $("composer").hidden = $("thread").hidden = true;
  replaceKeepingPlace($("messages"), children);
}

function drawHome() {
  const home = state.home, press = (element, value) => act("press_in_view", { view: home.id, action: element.action_id, value });
  special(kPlaces["@home"], home ? [el("article", { class: "message" }, blocks(home.view.blocks, press, "@home"))] : [el("p", { class: "message note" }, "Nothing has been published here yet.")]);
}

const atTime = (seconds) => el("time", {}, timeOf(seconds));

// Under the newest text message to each telephone: whoever has it can answer.
function replyBox(number) {
  const send = async (e) => {
    e.preventDefault();
    const box = e.currentTarget.querySelector("input");
    await once("text " + number, e.currentTarget.querySelector("button"), async () => {
      const said = await tell("text_back", { number, text: box.value });
      if (said.ok !== false) answering.delete(number);
      await refresh();
    });
    drawPlace();
  };
  return el("form", { class: "answer", onsubmit: send },
    el("input", { type: "text", "data-tool": "reply " + number, "aria-label": "Reply from " + number, placeholder: "Reply as this telephone: ack", value: answering.get(number) ?? "",
      oninput: (e) => answering.set(number, e.target.value) }),
    el("button", { type: "submit", "data-tool": "send " + number, "data-waits": "text " + number }, "Reply"));
}

function keypad(call) {
  const key = (digit) => {
    const waits = `key ${call} ${digit}`;
    return el("button", { type: "button", "data-tool": waits, "data-waits": waits, "aria-label": "Press " + digit, onclick: (e) => once(waits, e.currentTarget, () => act("press_digit", { call, digit })) }, digit);
  };
  return el("div", { class: "answer", role: "group", "aria-label": "Keys of the telephone" }, ..."123456789*0#".split("").map(key));
}

const kHow = { SMS: "SMS to ", call: "Call to ", mail: "E-mail to ", reply: "SMS from ", key: "Key pressed by " };
function onPhone(one, isNewest) {
  const whose = one.name ? `${one.name} (${one.to})` : one.to;
  return el("article", { class: "message", "data-ts": `${one.how} ${one.to} ${one.at} ${one.call ?? ""}`, tabindex: -1 },
    el("header", {}, el("b", {}, kHow[one.how] + whose), atTime(one.at)), el("div", { class: "block" }, one.text),
    one.body ? el("details", {}, el("summary", {}, "Read it"), el("pre", {}, one.body)) : null,
    one.answer ? el("div", { class: "block note" }, "tocsin: " + one.answer) : null,
    one.how === "SMS" && isNewest ? replyBox(one.to) : null, one.asks ? keypad(one.call) : null);
}

function inPagerDuty(one) {
  const button = (how, label) => {
    const waits = `pagerduty ${one.id} ${how}`;
    return el("button", { type: "button", "data-tool": waits, "data-waits": waits, onclick: (e) => once(waits, e.currentTarget, () => act("pagerduty", { incident: one.id, how })) }, label);
  };
  return el("article", { class: "message", "data-ts": one.id, tabindex: -1 },
    el("header", {}, el("b", {}, "PagerDuty #" + one.number), atTime(one.at)), el("div", { class: "block" }, one.title),
    el("div", { class: "note" }, one.status + ", " + (one.notified ? "somebody was notified" : "nobody was notified")),
    one.open ? el("div", { class: "answer" }, one.status === "triggered" ? button("acknowledge", "Acknowledge") : null, button("resolve", "Resolve")) : null);
}

const kNothingOutside = [
  "Nobody has been paged yet. Text messages, calls and e-mails that tocsin sends show up here, and you can answer them as the person who got them; so do the incidents of the simulated PagerDuty.",
  "To page somebody, type /incident page in the channel of an incident."];

function drawOutside() {
  const newest = new Map(state.phones.map((one, i) => [one.how + one.to, i]));
  const all = [...state.phones.map((one, i) => [one.at, onPhone(one, newest.get(one.how + one.to) === i)]), ...state.pagerduty.map((one) => [one.at, inPagerDuty(one)])];
  all.sort((a, b) => a[0] - b[0]);
  special(kPlaces["@outside"], all.length ? all.map(([, node]) => node) : kNothingOutside.map((text) => el("p", { class: "message note" }, text)));
}
