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
  await person.picture('incident');
  await person.types('/incident resolve Failed over to the other region');
  await person.sees('monitoring → resolved');
  await person.types('/incident postmortem export');
  await person.sees('.md');
  await person.opens('incidents');
  await person.sees('resolved');
});

play('completion knows the verbs, and what is no command is said to be none', async (person) => {
  await person.page.fill('#text', '/incident decl');
  await person.sees('declare', '#completion');
  await person.page.press('#text', 'Tab');
  await person.page.waitForFunction(() => document.getElementById('text').value === '/incident declare ');
  await person.types('/deploy now');
  await person.sees('/incident is', '#notice');
});

play('Enter takes the entry that is chosen, and the next Enter sends', async (person) => {
  const { page } = person;
  const holds = (text) => page.waitForFunction((wanted) => document.getElementById('text').value === wanted, text);
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
  await page.waitForFunction(() => /^\/incident re\w+ $/.test(document.getElementById('text').value));
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
});

play('an empty field is named beside it, by its label, and gets the focus', async (person) => {
  const { page } = person;
  await page.locator('#shortcuts button', { hasText: 'Declare an incident' }).press('Enter');
  await person.fills({ summary: 'Errors at 7 %' });
  await person.sees('must be filled in', '#form .error[data-error="title"]');
  await page.locator('#form [data-field="title"]:focus').waitFor();
});
