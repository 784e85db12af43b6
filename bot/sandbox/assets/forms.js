// The form (modal) that a person has before them: its fields, what was typed into them, and what is wrong with that.
"use strict";

let shown = "", missing = {}, offered = {};

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
    const close = (e) => once("close " + form.id, e.currentTarget, () => act("close", { view: form.id, values: typed() }));
    const send = () => once("submit " + form.id, dialog.querySelector("[type=submit]"), () => act("submit", { view: form.id, values: typed() }));
    dialog.replaceChildren(el("form", { onsubmit: (e) => { e.preventDefault(); if (complete(form)) send(); } },
      el("header", {}, said(form.view.title)), el("div", { class: "body" }, blocks(form.view.blocks, (element) => act("press_in_view", { view: form.id, action: element.action_id }), form.id)),
      el("footer", {}, el("button", { type: "button", onclick: close }, form.view.close ? said(form.view.close) : "Cancel"),
        form.view.submit ? el("button", { type: "submit" }, said(form.view.submit)) : null)));
    dialog.oncancel = (e) => { e.preventDefault(); close(e); };
    if (!dialog.open) dialog.showModal();
  }
  for (const node of dialog.querySelectorAll("[data-error]")) node.textContent = missing[node.dataset.error] ?? form.errors[node.dataset.error] ?? "";
}
