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
