// Places of the sandbox page that are no channel: App Home, and what reaches people and PagerDuty outside Slack.
"use strict";

const kPlaces = { "@home": "App Home", "@outside": "Phones and PagerDuty" };

function special(title, children) {
  $("title").textContent = title;
  $("topic").textContent = "";
  $("join").hidden = $("composer").hidden = $("thread").hidden = true;
  replaceKeepingPlace($("messages"), children);
}
function drawHome() {
  const home = state.home;
  special(kPlaces["@home"], home ? [el("article", { class: "message" }, blocks(home.view.blocks, (element) => act("press_in_view", { view: home.id, action: element.action_id }), "@home"))] : [el("p", { class: "message note" }, "Nothing has been published here yet.")]);
}
function drawOutside() {
  special(kPlaces["@outside"], [
    ...state.phones.map((one) => el("article", { class: "message" }, el("b", {}, one.how + " to " + one.to), el("div", {}, one.text))),
    ...state.pagerduty.map((one) => el("article", { class: "message" }, el("b", {}, "PagerDuty #" + one.number + " "), one.title, el("div", { class: "note" }, one.status + ", " + (one.notified ? "somebody was notified" : "nobody was notified"))))]);
}
