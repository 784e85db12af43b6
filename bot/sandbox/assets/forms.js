// The form (modal) that a person has before them: its fields, what was typed into them, and what is wrong with that.
"use strict";

let shown = null;             // the view that is drawn
let opener = {};              // where the focus was when the first one opened
let leaving = "";             // the view that was closed and is not gone yet
let missing = {};             // what the page itself objects to, by block id
const mended = new Set();     // fields that were changed since the program objected to them
// Through a reload as well.
const kept = new Map(JSON.parse(sessionStorage.getItem("forms") ?? "[]"));  // what stood in the fields of views that were drawn before, by view id: Slack keeps it through an update and below a push

// A field for a time holds what the clock of the person's zone says.
const local = (seconds) => new Date(seconds * 1000 + offsetAt(seconds * 1000)).toISOString().slice(0, 16);
function instant(clock) {
  const there = Date.parse(clock + "Z"), near = there - offsetAt(there);
  return (there - offsetAt(near)) / 1000;
}
const choice = (option, chosen) => el("option", { value: option.value, selected: option.value === chosen }, said(option.text));

async function suggestions(block, typed) {
  if (typed.length < (block.element.min_query_length ?? 3)) return [];  // Slack does not ask for less
  const answer = await tell("suggest", { view: shown.id, block: block.block_id, typed });
  return answer.options ?? [];
}

function boxes(block, common) {
  const it = block.element, chosen = (it.initial_options ?? [it.initial_option]).map((option) => option?.value);
  return el("div", { "data-field": common["data-field"], id: common.id, role: "group", tabindex: -1 }, it.options.map((option) => el("label", { class: "option" },
    el("input", { type: it.type === "checkboxes" ? "checkbox" : "radio", name: common.id, value: option.value, checked: chosen.includes(option.value) }), " ", said(option.text),
    option.description ? el("div", { class: "note" }, said(option.description)) : null)));
}

function menu(block, common) {
  const it = block.element;
  if (it.options.some((option) => option.description))
    return chooser({ id: common.id, name: block.block_id, initial: it.initial_option, placeholder: common.placeholder, look: lookAmong(it.options) });
  const none = block.optional || !it.initial_option ? el("option", { value: "" }, block.optional ? "—" : common.placeholder ?? "Choose …") : null;
  return el("select", common, none, it.options.map((option) => choice(option, it.initial_option?.value)));
}

const kInputs = {
  plain_text_input: (block, common) => {
    const it = block.element;
    if (it.multiline) return el("textarea", { ...common, rows: 4, maxlength: it.max_length }, it.initial_value ?? "");
    return el("input", { ...common, type: "text", maxlength: it.max_length, value: it.initial_value ?? "" });
  },
  static_select: menu,
  external_select: (block, common) =>
    chooser({ id: common.id, name: block.block_id, initial: block.element.initial_option, placeholder: common.placeholder, look: (typed) => suggestions(block, typed) }),
  users_select: (block, common) => el("select", common, el("option", { value: "" }, "—"),
    state.people.filter((one) => !one.bot).map((one) => el("option", { value: one.id, selected: one.id === block.element.initial_user }, one.name))),
  datetimepicker: (block, common) => el("input", { ...common, type: "datetime-local", max: "9999-12-31T23:59", value: block.element.initial_date_time ? local(block.element.initial_date_time) : "" }),
  checkboxes: boxes,
  radio_buttons: boxes,
};

function field(block) {
  const id = "f-" + block.block_id, draw = kInputs[block.element.type] ?? kInputs.plain_text_input;
  const node = draw(block, { id, "data-field": block.block_id, placeholder: block.element.placeholder?.text });
  node.dataset.actionId = block.element.action_id;
  return el("div", { class: "field" }, el("label", { for: id }, said(block.label), block.optional ? el("span", { class: "note" }, " (optional)") : null),
    node, block.hint ? el("div", { class: "note" }, said(block.hint)) : null, el("div", { class: "error", id: "e-" + block.block_id, role: "alert", "data-error": block.block_id }));
}

const fields = () => [...$("form").querySelectorAll("[data-field]")];
function valuesOf(node) {
  if (node.matches(".chooser")) return node.dataset.value ? [node.dataset.value] : [];
  if (node.tagName === "DIV") return [...node.querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value);
  if (node.type === "datetime-local") return node.value ? [String(instant(node.value))] : [];
  return node.value ? [node.value] : [];
}
const typed = () => Object.fromEntries(fields().map((node) => [node.dataset.field, valuesOf(node)]));

function put(node, { values: [value, ...more], label }) {
  if (node.matches(".chooser")) node.take(value ? { text: { text: label }, value } : null);
  else if (node.tagName === "DIV") for (const box of node.querySelectorAll("input")) box.checked = [value, ...more].includes(box.value);
  else if (node.type === "datetime-local") node.value = value ? local(Number(value)) : "";
  else if (node.tagName !== "SELECT" || !value || [...node.options].some((option) => option.value === value)) node.value = value ?? "";
}
const keep = () => kept.set(shown.id, fields().map((node) => ({ name: node.dataset.field, action: node.dataset.actionId, values: valuesOf(node), label: node.querySelector("input")?.value })));
function putBack(view) {
  for (const was of kept.get(view.id) ?? []) {
    const node = fields().find((one) => one.dataset.field === was.name && one.dataset.actionId === was.action);
    if (node) put(node, was);
  }
}

// Slack's own client does not send a form with an empty field that must be filled in, nor a menu's field with anything but an option of it.
function unsendable(block) {
  const node = fields().find((one) => one.dataset.field === block.block_id);
  if (node.validity?.badInput) return `“${block.label.text}” is not a whole date and time yet: finish it, or empty the field.`;
  if (node.dataset.typed) return `“${node.dataset.typed}” is not chosen yet: take an entry of the list of “${block.label.text}”, or empty the field.`;
  return valuesOf(node).length || block.optional ? "" : `“${block.label.text}” must be filled in.`;
}
function complete(form) {
  const why = form.view.blocks.filter((block) => block.type === "input").map((block) => [block.block_id, unsendable(block)]);
  missing = Object.fromEntries(why.filter(([, words]) => words));
  drawErrors(form);
  const [first] = Object.keys(missing);
  // What is wrong stands below the field; a list that opens by itself would lie on it.
  if (first) {
    const field = $("f-" + first);
    if (!field.value) field.dataset.quiet = "yes";
    field.focus();
  }
  return !first;
}
function drawErrors(form) {
  for (const node of $("form").querySelectorAll("[data-error]")) {
    const id = node.dataset.error, why = missing[id] ?? (mended.has(id) ? "" : form.errors[id] ?? "");
    if (node.textContent !== why) node.textContent = why;
    const box = $("f-" + id);
    box.setAttribute("aria-invalid", String(why !== ""));
    box.setAttribute("aria-describedby", node.id);
  }
}
// What was wrong with a field no longer stands beside it once the field was changed.
function changed(e) {
  const id = e.target.closest(".field")?.querySelector("[data-error]").dataset.error;
  if (!id || !state.form) return;
  delete missing[id];
  mended.add(id);
  drawErrors(state.form);
}

async function submit(form) {
  await act("submit", { view: form.id, values: typed() });
  mended.clear();
  if (state.form?.id !== form.id) return;
  drawErrors(state.form);
  const [wrong] = Object.keys(state.form.errors ?? {});
  if (wrong) $("f-" + wrong)?.focus();
}

function drawNew(form) {
  const dialog = $("form"), focused = dialog.contains(document.activeElement) ? document.activeElement.id : "";
  if (shown) keep();
  shown = { id: form.id, hash: form.hash };
  missing = {};
  mended.clear();
  // It goes at once, and whoever types on types into the composer.
  const close = (e) => once("close " + form.id, e.currentTarget, () => {
    const values = typed();
    leaving = form.id;
    leaveForm();
    return act("close", { view: form.id, values }).finally(() => (leaving = ""));
  });
  const press = (element, value) => act("press_in_view", { view: form.id, action: element.action_id, value, values: typed() });
  const send = () => once("submit " + form.id, dialog.querySelector("[type=submit]"), () => submit(form));
  dialog.replaceChildren(el("form", { novalidate: true, oninput: changed, onchange: changed, onsubmit: (e) => { e.preventDefault(); if (complete(state.form)) send(); } },
    el("header", {}, said(form.view.title)), el("div", { class: "body" }, blocks(form.view.blocks, press, form.id)),
    el("footer", {}, el("button", { type: "button", onclick: close }, form.view.close ? said(form.view.close) : "Cancel"),
      form.view.submit ? el("button", { type: "submit" }, said(form.view.submit)) : null)));
  putBack(form);
  dialog.oncancel = (e) => { e.preventDefault(); close(e); };
  if (!dialog.open) {
    opener = { ts: document.activeElement.closest("[data-ts]")?.dataset.ts, action: document.activeElement.dataset.action };
    dialog.showModal();
  }
  const first = (focused && $(focused)) || dialog.querySelector("input, textarea, select");
  first?.focus();
  if (first?.matches("textarea, input[type=text]")) first.setSelectionRange(first.value.length, first.value.length);
}

// Back to what opened it, as far as it is still there.
function leaveForm() {
  if ($("form").open) $("form").close();
  const message = opener.ts && [...document.querySelectorAll("[data-ts]")].find((one) => one.dataset.ts === opener.ts);
  const button = message && [...message.querySelectorAll("[data-action]")].find((one) => one.dataset.action === opener.action);
  if (button ?? message) (button ?? message).focus({ preventScroll: true });
  else settle();
}

window.addEventListener("pagehide", () => {
  if (shown) keep();
  sessionStorage.setItem("forms", JSON.stringify([...kept]));
});
$("form").addEventListener("keydown", (e) => { if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) $("form").querySelector("form").requestSubmit(); });

function drawForm() {
  const form = state.form;
  if (form && form.id === leaving) return;
  if (form) {
    if (shown?.id !== form.id || shown.hash !== form.hash) drawNew(form);
    return drawErrors(form);
  }
  if (!shown) return;
  shown = null;
  kept.clear();
  if ($("form").open || document.activeElement === document.body) leaveForm();
}
