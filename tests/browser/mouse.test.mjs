// Somebody for whom this is the first incident plays one with the mouse alone; only what belongs into a form is typed.
import assert from 'node:assert/strict';
import { play } from './sandbox.mjs';

play('an incident is lived from declare to post-mortem with the mouse alone', async (person) => {
  await person.page.click('#shortcuts button:has-text("Declare an incident")');
  await person.picture('form');
  await person.fills({ title: 'Checkout is failing', severity: 'SEV2', summary: 'Errors at 7 %' });
  await person.opens('inc-1-checkout');
  await person.sees('Errors at 7 %');
  await person.presses('Acknowledge');
  await person.sees('acknowledged by alice');
  await person.presses('Update');
  await person.fills({ text: 'We are failing over.' });
  await person.sees('status update: We are failing over.');
  await person.presses('Resolve');
  await person.fills({ summary: 'Failed over to the other region.' });
  await person.sees('resolved: Failed over to the other region.');
  await person.presses('Post the draft');
  await person.sees('.md');
  await person.picture('card');
  await person.page.click('#messages .file');
  await person.sees('Checkout is failing', '#viewer[open] pre');
  const link = await person.page.getAttribute('#viewer a', 'href');
  const got = (user) => person.page.evaluate(async (address) => {
    const answer = await fetch(address);
    return [answer.status, answer.headers.get('Content-Type'), answer.headers.get('Content-Disposition')?.split(';')[0], await answer.text()];
  }, link.replace('U0ALICE', user));
  const [status, type, disposition, text] = await got('U0ALICE');
  assert.deepEqual([status, type, disposition], [200, 'text/plain; charset=utf-8', 'attachment']);
  assert.match(text, /Failed over to the other region/);
  assert.equal((await got('U0GUEST'))[0], 404);
  await person.page.click('#viewer button:has-text("Close")');
  await person.page.locator('#viewer[open]').waitFor({ state: 'hidden' });
});

play('what is wrong with a form stands beside its field, and nothing that was typed is lost', async (person) => {
  await person.page.click('#shortcuts button:has-text("Declare an incident")');
  await person.fills({ title: '   ', summary: 'Errors at 7 %' });
  await person.sees('This must be filled in', '#form .error');
  await person.until(() => document.querySelector('[data-field="summary"]').value === 'Errors at 7 %');
  await person.page.click('#form footer button:has-text("Cancel")');
  await person.page.locator('#form[open]').waitFor({ state: 'hidden' });
});

play('a message goes on the timeline by a reaction, and talk in a thread by a mention', async (person) => {
  await person.types('/incident declare sev3 Search is slow');
  await person.opens('inc-1-search');
  await person.types('the cache was flushed at noon');
  const said = person.page.locator('#messages .message', { hasText: 'the cache was flushed' }).first();
  await said.hover();
  await said.locator('button[title="Mark for the timeline (📌)"]').click();
  await person.sees('✅', '#messages .message:has-text("the cache was flushed") .reaction');
  await said.hover();
  await said.locator('button[title="Answer in a thread"]').click();
  await person.page.fill('#reply-text', '@tocsin note it was the nightly job');
  await person.page.press('#reply-text', 'Enter');
  await person.sees('✅', '#replies .message:has-text("nightly job") .reaction');
  await person.types('/incident timeline');
  await person.sees('it was the nightly job');
  await person.sees('the cache was flushed at noon');
});

play('a form is sent once however often its button is clicked, and can be sent again if that failed', async (person) => {
  const { page } = person;
  await page.click('#shortcuts button:has-text("Declare an incident")');
  await page.locator('#form[open]').waitFor();
  const sent = [];
  let clicked;
  const hold = () => new Promise((resolve) => (clicked = resolve));
  let held = hold();
  await page.route('**/sandbox/do?*', async (route) => {
    if (route.request().postDataJSON().do !== 'submit') return route.continue();
    sent.push(route);
    await held;
    await (sent.length === 1 ? route.fulfill({ json: { ok: false, error: 'The program answered with HTTP 503.' } }) : route.continue());
  });
  await person.field('title').fill('Checkout is failing');
  const button = page.locator('#form button[type=submit]');
  await button.dblclick();
  clicked();
  await person.sees('HTTP 503', '#notice');
  await page.locator('#form button[type=submit][aria-busy=false]').waitFor();
  assert.equal(sent.length, 1);
  held = hold();
  await button.dblclick();
  clicked();
  await person.opens('inc-1-checkout');
  assert.equal(sent.length, 2);
  await person.seesNo('not before', '#notice');
});

play('a reload comes back to the channel, the thread and the person, and Back goes back', async (person) => {
  const { page } = person;
  await person.types('/incident declare sev3 Search is slow');
  await person.opens('inc-1-search');
  await person.types('the cache was flushed');
  await page.locator('#messages .message', { hasText: 'the cache was flushed' }).first().hover();
  await page.locator('#messages .message:hover button[title="Answer in a thread"]').click();
  await page.reload();
  await person.sees('the cache was flushed', '#replies');
  await person.sees('inc-1-search', '#title');
  await page.click('#close-thread');
  await person.opens('general');
  await person.sees('general', '#title');
  await page.goBack();
  await person.sees('inc-1-search', '#title');
  await person.is('bob');
  await page.reload();
  await person.until(() => document.getElementById('me').selectedOptions[0]?.textContent === 'bob');
});

play('on a telephone nothing scrolls sideways, and the channels are behind a button', async (person) => {
  const { page } = person;
  await page.setViewportSize({ width: 390, height: 844 });
  const fits = async (what) => { await person.picture('telephone-' + what); assert.equal(await person.width(), 390, what); };
  await page.locator('#side').waitFor({ state: 'hidden' });
  await page.click('#open-side');
  await page.locator('#side').waitFor();
  await fits('channels');
  await page.click('#shortcuts button:has-text("Declare an incident")');
  await page.locator('#form[open]').waitFor();
  await page.locator('#side').waitFor({ state: 'hidden' });
  await fits('form');
  await person.fills({ title: 'Checkout is failing for everybody in the European region since noon', severity: 'SEV2' });
  await page.click('#open-side');
  await person.opens('inc-1-checkout');
  await page.locator('#side').waitFor({ state: 'hidden' });
  await person.sees('Acknowledge');
  await fits('card');
  await person.types('a_very_long_word_without_any_break_'.repeat(8));
  await page.locator('#messages .message', { hasText: 'a_very_long_word' }).first().click();
  await page.locator('#messages .message:focus-within .tools > div').waitFor();
  await fits('tools');
  await page.click('#messages .message:focus-within button[title="Answer in a thread"]');
  await page.locator('#reply-text').waitFor();
  await fits('thread');
  await page.click('#close-thread');
  await page.click('#open-side');
  await page.click('#channels button:has-text("App Home")');
  await person.sees('INC-1');
  await fits('home');
});

play('the buttons of the topmost message are in sight and say what they do', async (person) => {
  const { page } = person;
  await person.types('first of all');
  const first = page.locator('#messages .message', { hasText: 'first of all' });
  await first.hover();
  const bar = await first.locator('.tools > div').boundingBox(), list = await page.locator('#messages').boundingBox();
  assert.ok(bar.y >= list.y && bar.y + bar.height <= list.y + list.height, JSON.stringify([bar, list]));
  const titles = await first.locator('.tools button').evaluateAll((all) => all.map((one) => one.title));
  assert.deepEqual(titles.slice(0, 8), ['Mark for the timeline (📌)', 'Mark for the timeline (⏱)', 'Make a task of it (⭐)', 'Make a follow-up of it (🌱)',
    'I am looking at it (👀)', 'I agree (👍)', 'Answer in a thread', 'Pin to channel']);
  await first.locator('button[title="Pin to channel"]').click();
  await first.locator('button[title="Unpin from channel"]').waitFor({ state: 'attached' });
});

play('who was paged answers on their telephone, and PagerDuty is acknowledged there', async (person) => {
  const { page } = person;
  await person.types('/incident declare sev2 Ledger is slow');
  await person.opens('Phones and PagerDuty');
  await person.sees('Nobody has been paged yet');
  await person.opens('inc-1-ledger');
  await person.types('/incident page INC-1 ledger payments are queueing --yes');
  await person.opens('Phones and PagerDuty');
  await person.sees('SMS to Carol');
  await person.sees('Call to Carol');
  await person.picture('phones');
  await page.fill('#messages input[aria-label^="Reply from"] >> nth=0', 'ack');
  await page.click('#messages .answer button:has-text("Reply") >> nth=0');
  await person.sees('tocsin: You have INC-1');
  await page.locator('#messages [aria-label="Press 1"]').first().click();
  await person.sees('tocsin:', '#messages .message:has-text("Key pressed by Carol")');
  await person.opens('inc-1-ledger');
  await person.sees('acknowledged by carol');
  await person.types('/incident page checkout payments are queueing --yes');
  await person.opens('Phones and PagerDuty');
  const paged = page.locator('#messages .message', { hasText: 'PagerDuty #1' });
  await paged.locator('button:has-text("Acknowledge")').click();
  await person.sees('acknowledged, ', '#messages .message:has-text("PagerDuty #1")');
  await paged.locator('button:has-text("Resolve")').click();
  await person.sees('resolved, ', '#messages .message:has-text("PagerDuty #1")');
});

play('what was typed stays through an update of the form and below a form that is pushed; texts, lines and buttons stand between fields', async (person) => {
  const { page } = person;
  const plain = (text) => ({ type: 'plain_text', text });
  const line = (id, initial_value) => ({ type: 'input', block_id: id, label: plain(id), optional: true, element: { type: 'plain_text_input', action_id: 'a', initial_value } });
  const view = (title, blocks) => ({ type: 'modal', title: plain(title), submit: plain('Go'), blocks });
  const look = { type: 'section', text: plain('Look it up'), accessory: { type: 'button', action_id: 'look', text: plain('Look') } };
  const menu = { type: 'section', text: plain('Sort'), accessory: { type: 'static_select', action_id: 'sort', placeholder: plain('By'), options: [{ text: plain('By time'), value: 'time' }] } };
  const context = { type: 'context', elements: [plain('so far')] };
  let form = { id: 'V1', hash: 'a', errors: {}, view: view('First', [look, menu, { type: 'divider' }, context, line('one', 'old'), line('two', 'old')]) };
  const done = [];
  await page.route('**/sandbox/state?*', async (route) => {
    const headers = { ...route.request().headers() };
    delete headers['if-none-match'];
    const answer = await route.fetch({ headers });
    await route.fulfill({ json: { ...(await answer.json()), form } });
  });
  await page.route('**/sandbox/do?*', (route) => { done.push(route.request().postDataJSON()); return route.fulfill({ json: { ok: true } }); });
  await person.sees('so far', '#form');
  await page.locator('#form hr').waitFor();
  await page.fill('#f-one', 'typed');
  await page.click('#form button:has-text("Look")');
  await page.selectOption('#form select[data-action="sort"]', 'time');
  await page.locator('#form select[data-action="sort"][aria-busy=false]').waitFor();
  assert.deepEqual(done.map((one) => [one.do, one.action, one.value, one.values.one]), [['press_in_view', 'look', undefined, ['typed']], ['press_in_view', 'sort', 'time', ['typed']]]);
  form = { ...form, hash: 'b', view: view('Updated', [line('one', 'old'), line('three', 'new')]) };
  await person.sees('Updated', '#form header');
  assert.equal(await page.inputValue('#f-one'), 'typed');
  assert.equal(await page.inputValue('#f-three'), 'new');
  const below = form;
  form = { id: 'V2', hash: 'c', errors: {}, view: view('Pushed', [line('one', 'other')]) };
  await person.sees('Pushed', '#form header');
  assert.equal(await page.inputValue('#f-one'), 'other');
  form = below;
  await person.sees('Updated', '#form header');
  assert.equal(await page.inputValue('#f-one'), 'typed');
  form = null;
  await page.locator('#form[open]').waitFor({ state: 'hidden' });
});

play('times are shown in the zone of whoever one is, in which the program reads what is typed', async (person) => {
  await person.types('/incident declare sev3 Zones');
  await person.opens('incidents');
  await person.sees('Zones');
  for (const [name, zone] of [['bob', 'America/New_York'], ['carol', 'Europe/Warsaw']]) {
    await person.is(name);
    await person.until(([ts, expected]) => {
      const message = document.querySelector(`#messages [data-ts="${ts}"] header time`);
      return message?.textContent.replace(/\s/g, ' ') === expected;
    }, await person.page.locator('#messages [data-ts]').first().getAttribute('data-ts').then((ts) =>
      [ts, new Date(Number(ts) * 1000).toLocaleTimeString('en-US', { timeZone: zone }).replace(/\s/g, ' ')]));
  }
});

play('a time in a form is one of the zone of whoever fills it in', async (person) => {
  await person.types('/incident declare sev3 Zones');
  await person.is('carol');
  await person.opens('inc-1-zones');
  await person.page.click('#join');
  await person.types('/incident join');
  await person.sees('joined');
  await person.types('/incident set');
  await person.fills({ started: '2026-01-05T10:00' });
  await person.sees('started');
  await person.is('alice');
  await person.sees('1/5/2026, 9:00:00');
});
