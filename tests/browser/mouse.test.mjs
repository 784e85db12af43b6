// Somebody for whom this is the first incident plays one with the mouse alone; only what belongs into a form is typed.
import { play } from './sandbox.mjs';

play('an incident is lived from declare to post-mortem with the mouse alone', async (person) => {
  await person.page.click('#shortcuts button:has-text("Declare an incident")');
  await person.picture('form');
  await person.fills({ title: 'Checkout is failing', severity: '2', summary: 'Errors at 7 %' });
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
});

play('what is wrong with a form stands beside its field, and nothing that was typed is lost', async (person) => {
  await person.page.click('#shortcuts button:has-text("Declare an incident")');
  await person.fills({ title: '   ', summary: 'Errors at 7 %' });
  await person.sees('This must be filled in', '#form .error');
  await person.page.waitForFunction(() => document.querySelector('[data-field="summary"]').value === 'Errors at 7 %');
  await person.page.click('#form footer button:has-text("Cancel")');
  await person.page.locator('#form[open]').waitFor({ state: 'hidden' });
});

play('a message goes on the timeline by a reaction, and talk in a thread by a mention', async (person) => {
  await person.types('/incident declare sev3 Search is slow');
  await person.opens('inc-1-search');
  await person.types('the cache was flushed at noon');
  const said = person.page.locator('#messages .message', { hasText: 'the cache was flushed' }).first();
  await said.hover();
  await said.locator('button[title=":pushpin:"]').click();
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
