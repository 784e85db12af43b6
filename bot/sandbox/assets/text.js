// Texts of the sandbox page as nodes: names, emoji and Slack's mrkdwn.
"use strict";

const kEmoji = { pushpin: "📌", star: "⭐", eyes: "👀", white_check_mark: "✅", stopwatch: "⏱", rotating_light: "🚨", warning: "⚠️", memo: "📝", seedling: "🌱", "+1": "👍" };

const person = (id) => state.people.find((one) => one.id === id)?.name ?? id;
const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
// In the zone of the person that one is, in which the program reads what is typed: not in the browser's.
const zoned = () => ({ timeZone: state.people.find((one) => one.id === me)?.zone });
// How far that zone's clock is from UTC at an instant, in milliseconds.
function offsetAt(instant) {
  const format = new Intl.DateTimeFormat("en-US", { ...zoned(), hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
  const at = Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
  return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) - Math.floor(instant / 1000) * 1000;
}
const timeOf = (ts) => new Date(Number(ts) * 1000).toLocaleTimeString([], zoned());
const dateOf = (ts) => new Date(Number(ts) * 1000).toLocaleString([], { ...zoned(), timeZoneName: "short" });
const emoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => kEmoji[name] ?? whole);

function angle(inner) {
  const [target, label] = inner.split("|");
  if (inner.startsWith("@")) return el("span", { class: "mention" }, "@" + person(target.slice(1)));
  if (inner.startsWith("#")) {
    const channel = state.channels.find((one) => one.id === target.slice(1));
    return el("a", { href: "#", onclick: (e) => { e.preventDefault(); if (channel) go(channel.id); } }, channel || label ? "#" + (channel?.name ?? label) : "🔒 private channel");
  }
  if (inner.startsWith("!date^")) return el("time", { title: unescape(label ?? "") }, dateOf(inner.split("^")[1]));
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
