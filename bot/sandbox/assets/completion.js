// What can be typed next in the composer. An entry: { text: the box if it is taken, name, detail, summary, begun: typed in part }.
//
// words (GET /sandbox/words): { verbs: [{name, arguments, summary, options: [{name, detail, summary}]}], vocabularies: {name: [{name, summary}]},
//   takes: {"runbook show": the vocabulary of the word after these, or person, incident, verb}, message_shortcuts, global_shortcuts: [{callback, name}],
//   marks: [{emoji, kind}] }
"use strict";

const verbEntry = (verb, typed) => ({ text: state.command + " " + verb.name + " ", name: verb.name, detail: verb.arguments, summary: verb.summary, begun: verb.name !== typed });
const isIncident = (word) => /^inc-\d+$/i.test(word);

const kKnown = {
  person: () => [["me", "you"], ...people()],
  incident: () => incidents(),
  verb: () => words.verbs.map((verb) => [verb.name, verb.summary]),
};
const people = () => state.people.map((one) => ["@" + one.name, one.bot ? "the bot" : ""]);
const incidents = () => state.channels.flatMap((one) => { const key = one.name?.match(/^inc-\d+/); return key ? [[key[0].toUpperCase(), one.name]] : []; });

function namesFor(word) {
  if (word.startsWith("@")) return people();
  if (word.startsWith("#")) return state.channels.filter((one) => !one.im && !one.archived).map((one) => ["#" + one.name, ""]);
  return /^inc-/i.test(word) ? incidents() : [];
}

// The options of the verb, or the words of the vocabulary that it takes here. An incident named after the verb does not count.
function argumentsFor([, name, ...rest], word) {
  const verb = words.verbs.find((one) => one.name === name);
  if (!verb) return [];
  if (word.startsWith("--")) return verb.options.map((one) => [one.name, one.summary]);
  const before = [name, ...rest.slice(0, -1).filter((one) => !isIncident(one))].join(" "), from = words.takes[before];
  if (!from) return [];
  return kKnown[from]?.() ?? words.vocabularies[from].map((one) => [one.name, one.summary]);
}

function candidates() {
  const text = $("text").value, command = state?.command ?? "/incident";
  if (!state || dismissed || text.includes("\n")) return [];
  const all = text.split(" "), [first, ...rest] = all;
  if (first.startsWith("/") && command.startsWith(first) && rest.length < 2) {
    const typed = (rest[0] ?? "").toLowerCase();
    return words.verbs.filter((verb) => verb.name.startsWith(typed)).map((verb) => verbEntry(verb, typed));
  }
  const word = all.at(-1), before = text.slice(0, text.length - word.length), typed = word.toLowerCase();
  const names = namesFor(word), found = names.length || first !== command ? names : argumentsFor(all, word);
  return found.filter(([name]) => name.toLowerCase().startsWith(typed)).map(([name, summary]) => ({ text: before + name + " ", name, detail: "", summary, begun: typed !== "" && name.toLowerCase() !== typed }));
}

// How the verb that stands complete in the box goes on.
function usage() {
  const [first, name, ...rest] = $("text").value.split(" ");
  return !dismissed && first === state?.command && rest.length ? words.verbs.find((verb) => verb.name === name) : undefined;
}

async function learnWords() {
  const answer = await fetch("/sandbox/words").catch(() => null);
  if (!answer?.ok) return;
  words = await answer.json();
}
