// An expert plays an incident with the keyboard alone.
import { play } from './sandbox.mjs';

play('an incident is lived from declare to post-mortem by typing', async (person) => {
  await person.types('/incident declare sev2 Checkout is failing');
  await person.sees('INC-1 declared');
  await person.opens('inc-1-checkout');
  await person.sees('nobody yet');
  await person.types('/incident ack');
  await person.sees('acknowledged by alice');
  await person.types('/incident update We are failing over --next 30m');
  await person.sees('status update: We are failing over');
  await person.types('/incident status monitoring failover done');
  await person.sees('investigating → monitoring: failover done');
  await person.sees('Next status update due');
  await person.page.locator('#messages').evaluate((list) => (list.scrollTop = 0));
  await person.picture('incident');
  await person.types('/incident resolve Failed over to the other region');
  await person.sees('monitoring → resolved');
  await person.types('/incident postmortem export');
  await person.sees('.md');
  const file = person.page.locator('#messages .file');
  await file.press('Enter');
  await person.sees('Checkout is failing', '#viewer[open] pre');
  // Somebody talks meanwhile, and the messages are drawn anew.
  await person.page.evaluate(() => act('say', { channel: place, text: 'reading it now' }));
  await person.page.locator('#messages .message', { hasText: 'reading it now' }).waitFor();
  await person.page.keyboard.press('Escape');
  await person.page.locator('#viewer[open]').waitFor({ state: 'hidden' });
  await person.page.locator('#messages .file:focus').waitFor();
  await person.opens('incidents');
  await person.sees('resolved');
});

play('completion knows the verbs, and what is no command is said to be none', async (person) => {
  await person.page.fill('#text', '/incident decl');
  await person.sees('declare', '#completion');
  await person.page.press('#text', 'Tab');
  await person.until(() => document.getElementById('text').value === '/incident declare ');
  await person.types('/deploy now');
  await person.sees('/incident is', '#notice');
});

play('Enter takes the entry that is chosen, and the next Enter sends', async (person) => {
  const { page } = person;
  const holds = (text) => person.until((wanted) => document.getElementById('text').value === wanted, text);
  await page.locator('#text:focus').waitFor();
  await page.keyboard.type('/incident declar');
  await person.sees('Tab or Enter', '#completion');
  await page.keyboard.press('Enter');
  await holds('/incident declare ');
  await person.sees('/incident declare', '#completion .hint');
  await page.keyboard.type('sev2 Checkout is failing');
  await page.keyboard.press('Enter');
  await person.sees('INC-1 declared');
  await page.keyboard.press('ArrowUp');
  await holds('/incident declare sev2 Checkout is failing');
  await page.fill('#text', '/incident re');
  await page.keyboard.press('Escape');
  await page.locator('#completion').waitFor({ state: 'hidden' });
  await page.keyboard.press('ArrowDown');
  await page.locator('#text[aria-activedescendant="option-0"]').waitFor();
  await page.keyboard.press('Enter');
  await person.until(() => /^\/incident re\w+ $/.test(document.getElementById('text').value));
  await page.fill('#text', 'ask @ali');
  await page.keyboard.press('Enter');
  await holds('ask @alice ');
});

play('the focus stays where somebody works, and every message and thread can be reached without a mouse', async (person) => {
  const { page } = person;
  await person.types('/incident declare sev2 Checkout is failing');
  await person.opens('inc-1-checkout');
  await page.locator('#text:focus').waitFor();
  await page.locator('#messages .block button', { hasText: /^Acknowledge/ }).last().focus();
  await page.keyboard.press('Enter');
  await person.sees('acknowledged by alice');
  await page.locator('#messages .message button:focus').waitFor();
  await page.keyboard.press('/');
  await page.locator('#text:focus').waitFor();
  await person.until(() => document.getElementById('text').value === '/');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('the cache was flushed');
  await page.keyboard.press('Enter');
  await person.sees('the cache was flushed');
  await page.focus('#messages');
  await page.keyboard.press('ArrowUp');
  const said = page.locator('#messages .message:focus', { hasText: 'the cache was flushed' });
  await said.waitFor();
  await page.locator('#messages .message:focus button[title="Answer in a thread"]').press('Enter');
  await page.locator('#reply-text:focus').waitFor();
  await page.keyboard.press('Escape');
  await said.waitFor();
  // A reaction draws the message anew; what gave it keeps the focus.
  await page.locator('#messages .message:focus button[data-tool="eyes"]').press('Enter');
  await page.locator('#messages .message', { hasText: 'the cache was flushed' }).locator('.reaction').waitFor();
  await page.locator('#messages .message button[data-tool="eyes"]:focus').waitFor();
  // From a button of a message to the message before it.
  await page.keyboard.press('ArrowUp');
  await page.locator('#messages .message:focus', { hasNotText: 'the cache was flushed' }).waitFor();
});

play('a command is begun from anywhere, and a form that is left leaves the keys to the composer', async (person) => {
  const { page } = person;
  await person.types('/incident declare sev2 Checkout is failing');
  await person.opens('inc-1-checkout');
  await page.locator('#text:focus').waitFor();
  await page.focus('#me');
  await page.keyboard.type('/incident note from the menu of people');
  await page.keyboard.press('Enter');
  await person.sees('from the menu of people');
  // Whoever goes to the box by the key and begins with it once more means one.
  await page.keyboard.press('Escape');
  await page.locator('#messages').focus();
  await page.keyboard.type('//incident snooze');
  await page.keyboard.press('Enter');
  await page.locator('#form[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.type('/incident list');
  await person.until(() => document.getElementById('text').value === '/incident list');
  await page.keyboard.press('Enter');
  await person.sees('INC-1');
  // What opened a form has the focus again.
  await page.locator('#messages .block button', { hasText: /^Task/ }).last().press('Enter');
  await page.locator('#form[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#messages .block button:focus', { hasText: /^Task/ }).waitFor();
  await page.keyboard.press('Control+k');
  await page.locator('#channels button[aria-current]:focus').waitFor();
  await page.keyboard.press('Home');
  await page.locator('#channels button:focus', { hasText: 'App Home' }).waitFor();
  await page.keyboard.press('Enter');
  await person.sees('Declare an incident');
  await page.keyboard.press('/');
  await person.sees('Nothing can be typed here', '#notice');
});

play('what is half typed belongs to who typed it and where, and a menu that is left does nothing', async (person) => {
  const { page } = person;
  const holds = (text) => person.until((wanted) => document.getElementById('text').value === wanted, text);
  await person.types('/incident declare sev2 Checkout is failing');
  await person.opens('inc-1-checkout');
  await page.locator('#text:focus').waitFor();
  await page.keyboard.type('half a line');
  await person.opens('general');
  await holds('');
  await person.is('bob');
  await person.opens('inc-1-checkout');
  await holds('');
  await person.is('alice');
  await holds('half a line');
  await page.fill('#text', '');
  await person.types('the cache is cold');
  await person.sees('the cache is cold');
  await page.focus('#messages');
  await page.keyboard.press('ArrowUp');
  const more = page.locator('#messages .message:focus button[title="More actions"]');
  await more.press('Enter');
  await page.locator('.menu:popover-open button:focus').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await page.locator('.menu:popover-open').waitFor({ state: 'hidden' });
  await page.locator('#messages button[title="More actions"]:focus').press('Enter');
  await page.locator('.menu:popover-open button', { hasText: 'Add to timeline' }).press('Enter');
  await page.locator('#messages .message', { hasText: 'the cache is cold' }).locator('.reaction').waitFor();
  // From the channels, Shift+Tab leads to who one is.
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Shift+Tab');
  await page.locator('#me:focus').waitFor();
  // A date that is not whole is no date, and is said to be none.
  await page.locator('#messages .block button', { hasText: /^Add note/ }).last().press('Enter');
  await page.fill('#f-text', 'failed over');
  await page.locator('#f-at').press('1');
  await page.locator('#form button[type=submit]').press('Enter');
  await person.sees('is not a whole date and time yet', '#form .error[data-error="at"]');
});

play('what comes while somebody looks further up is told, and one key leads to it', async (person) => {
  const { page } = person;
  await person.types('/incident declare sev2 Checkout is failing');
  await person.opens('inc-1-checkout');
  for (let i = 0; i < 12; ++i) await person.types('line ' + i);
  await person.sees('line 11');
  await page.locator('#messages').evaluate((list) => { following = 0; list.scrollTop = 0; });
  await page.evaluate(() => act('say', { channel: place, text: 'said below' }));
  await page.locator('#more', { hasText: 'New messages' }).click();
  await page.locator('#more').waitFor({ state: 'hidden' });
  await page.locator('#text:focus').waitFor();
});

play('an empty field is named beside it, by its label, and gets the focus', async (person) => {
  const { page } = person;
  await page.locator('#shortcuts button', { hasText: 'Declare an incident' }).press('Enter');
  await person.fills({ summary: 'Errors at 7 %' });
  await person.sees('must be filled in', '#form .error[data-error="title"]');
  await page.locator('#form [data-field="title"]:focus').waitFor();
  await page.keyboard.type('C');
  await person.seesNo('must be filled in', '#form .error[data-error="title"]');
  await page.fill('#f-title', '  ');
  await page.keyboard.press('Enter');
  await person.sees('This must be filled in', '#form .error[data-error="title"]');
  await page.keyboard.type('Checkout');
  await person.seesNo('This must be filled in', '#form .error[data-error="title"]');
});

play('a menu that is typed into sends what was chosen, never half a word', async (person) => {
  const { page } = person;
  await page.locator('#shortcuts button', { hasText: 'Declare an incident' }).press('Enter');
  await page.fill('#f-title', 'Payments are queueing');
  const service = person.field('service');
  await page.focus('#f-service');
  await service.locator('li', { hasText: 'Ledger' }).waitFor();
  await page.keyboard.type('led');
  await person.sees('Enter takes “Ledger”', '#form [data-field="service"] .note');
  await page.keyboard.press('Escape');
  await service.locator('ul').waitFor({ state: 'hidden' });
  await page.locator('#form[open]').waitFor();
  await page.locator('#form button[type=submit]').press('Enter');
  await person.sees('“led” is not chosen yet', '#form .error[data-error="service"]');
  await page.locator('#f-service:focus').waitFor();
  await service.locator('li[aria-selected=true]', { hasText: 'Ledger' }).waitFor();
  await page.keyboard.press('Enter');
  await person.until(() => document.querySelector('#f-service').value === 'Ledger' && document.querySelector('[data-field="service"]').dataset.value === 'Ledger');
  await person.seesNo('not chosen', '#form .error[data-error="service"]');
  await page.focus('#f-severity');
  await page.keyboard.type('sev2');
  await person.sees('Enter takes “SEV2', '#form [data-field="severity"] .note');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await person.opens('inc-1-payments');
  await person.sees('SEV2');
  await person.sees('Ledger');
});

play('completion offers what the verb takes: statuses, severities, roles, runbooks, incidents and options', async (person) => {
  const { page } = person;
  await person.types('/incident declare sev2 Checkout is failing');
  await person.sees('INC-1 declared');
  await person.sees('inc-1-checkout', '#channels');
  for (const [typed, offered] of [['/incident status mon', 'monitoring'], ['/incident sev sev', 'sev1'], ['/incident role com', 'comms'], ['/incident run ro', 'roll-back'],
    ['/incident runbook show ', 'roll-back'], ['/incident status INC-1 ident', 'identified'], ['/incident merge ', 'INC-1'], ['/incident page led', 'ledger'], ['/incident note x --a', '--at']]) {
    await page.fill('#text', typed);
    await person.sees(offered, '#completion li[role=option]');
  }
  await page.fill('#text', '/incident run ro');
  await page.press('#text', 'Enter');
  await person.until(() => document.getElementById('text').value === '/incident run roll-back ');
});

play('what was typed into a form survives a reload of the page, and Ctrl+Enter sends it', async (person) => {
  const { page } = person;
  await page.locator('#shortcuts button', { hasText: 'Declare an incident' }).press('Enter');
  await page.fill('#f-title', 'Checkout is failing');
  await page.fill('#f-summary', 'Errors at 7 %');
  await page.reload();
  await page.locator('#form[open]').waitFor();
  await person.until(() => document.querySelector('#f-title')?.value === 'Checkout is failing' && document.querySelector('#f-summary').value === 'Errors at 7 %');
  await page.focus('#f-summary');
  await page.keyboard.press('Control+Enter');
  await page.locator('#form[open]').waitFor({ state: 'hidden' });
  await person.opens('inc-1-checkout');
  await person.sees('Errors at 7 %');
});
