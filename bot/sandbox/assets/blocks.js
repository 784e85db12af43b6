// Block Kit of messages, forms and Home as nodes, and the question that a button may ask before it does anything.
"use strict";

// Who draws blocks says where they stand (`where`, a name that is its own) and what happens when somebody uses one: press(element, value), which
// is done when the program has answered; value: the option chosen in a menu.
function control(element, press, where) {
  const key = where + " " + element.action_id;
  const ask = async (button, value) => { if (!element.confirm || (await confirmed(element.confirm))) await once(key, button, () => press(element, value)); };
  const common = { "data-action": element.action_id, "data-waits": key, "aria-busy": String(waiting.has(key)) };
  if (element.type === "button") return el("button", { ...common, type: "button", class: element.style ?? "", onclick: (e) => ask(e.currentTarget) }, said(element.text));
  if (element.type === "overflow" || element.type === "static_select") {
    const options = element.options.map((option) => el("option", { value: option.value }, said(option.text)));
    const first = el("option", { value: "" }, element.placeholder ? said(element.placeholder) : "⋯");
    return el("select", { ...common, "aria-label": element.placeholder?.text ?? "More", onkeydown: openList, onchange: (e) => { const value = e.target.value; e.target.value = ""; ask(e.target, value); } }, first, options);
  }
  if (element.type === "image") return el("span", { class: "note" }, element.alt_text);
  return el("span", {}, said(element));
}

// A button with a menu: Escape, or a click beside it, closes it and does nothing. entries: [[name, run]]. The menu stands outside of what is drawn
// anew, and gives the focus back to its message's button.
function menuButton(title, sign, entries, ts) {
  const back = () => {
    const message = document.querySelector(`[data-ts="${ts}"]`);
    message?.focus({ preventScroll: true });
    message?.querySelector("[data-tool=more]")?.focus({ preventScroll: true });
  };
  function open(button) {
    const close = (run) => { list.hidePopover(); back(); run?.(); };
    const list = el("div", { class: "menu", role: "menu", "aria-label": title, popover: "auto", ontoggle: (e) => { if (e.newState === "closed") list.remove(); } },
      entries.map(([name, run]) => el("button", { type: "button", role: "menuitem", onclick: () => close(run) }, name)));
    list.addEventListener("keydown", (e) => {
      const all = [...list.children];
      if (e.key === "Escape" || e.key === "Tab") { e.preventDefault(); close(); }
      else if (stepAmong(all, all.indexOf(e.target), e.key)) e.preventDefault();
    });
    const { left, bottom } = button.getBoundingClientRect();
    document.body.append(list);
    list.showPopover();
    list.style.left = Math.max(0, Math.min(left, innerWidth - list.offsetWidth)) + "px";
    list.style.top = Math.max(0, Math.min(bottom, innerHeight - list.offsetHeight)) + "px";
    list.firstElementChild?.focus();
  }
  return el("button", { type: "button", title, "data-tool": "more", "aria-haspopup": "menu", onclick: (e) => open(e.currentTarget) }, sign);
}

// A closed list would take its next entry at once, which is a press already.
function openList(e) {
  if (!["ArrowDown", "ArrowUp", "Enter"].includes(e.key) && !/^[\p{L}\p{N}]$/u.test(e.key)) return;
  e.preventDefault();
  e.currentTarget.showPicker();
}

const kBlocks = {
  header: (block) => said(block.text),
  section: (block, press, where) => [
    el("div", { class: block.fields ? "fields" : "" }, block.text ? el("div", {}, said(block.text)) : null, (block.fields ?? []).map((field) => el("div", {}, said(field)))),
    block.accessory ? control(block.accessory, press, where) : null],
  context: (block, press, where) => block.elements.map((element) => el("span", {}, control(element, press, where), " ")),
  actions: (block, press, where) => block.elements.map((element) => control(element, press, where)),
  divider: () => el("hr"),
  input: (block) => field(block),
};
function blocks(list, press, where) {
  return list.map((block) => el("div", { class: "block " + block.type }, (kBlocks[block.type] ?? (() => block.type))(block, press, where)));
}

function confirmed(confirm) {
  return new Promise((resolve) => {
    const dialog = $("confirm");
    let answer = false;
    const end = (yes) => { answer = yes; dialog.close(); };
    dialog.replaceChildren(
      el("header", {}, said(confirm.title)), el("div", { class: "body" }, said(confirm.text)),
      el("footer", {}, el("button", { type: "button", onclick: () => end(false) }, said(confirm.deny)),
        el("button", { type: "button", class: confirm.style ?? "primary", onclick: () => end(true) }, said(confirm.confirm))));
    dialog.onclose = () => resolve(answer);  // Esc is a no
    dialog.showModal();
  });
}
