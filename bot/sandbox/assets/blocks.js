// Block Kit of messages, forms and Home as nodes, and the question that a button may ask before it does anything.
"use strict";

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
