// A sandbox of its own and a browser for one test file, and the words in which the tests say what a person does.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { chromium } from 'playwright-core';

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

/** Its log is shown only if it does not start, or if the test fails. */
async function started(folder) {
  const port = await freePort();
  const server = spawn(process.env.TOCSIN, ['sandbox', '--port', String(port), '--data', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  const sandbox = { server, url: `https://localhost:${port}/sandbox`, log: '' };
  server.stderr.on('data', (text) => (sandbox.log += text));
  await new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (text) => { said += text; if (said.includes('Ctrl-C ends it')) resolve(); });
    server.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}: ${said}${sandbox.log}`)));
  });
  return sandbox;
}

/** One person before the page. Every wait is for something to be seen, never for time to pass. */
export class Person {
  constructor(page) { this.page = page; }
  async is(name) { await this.page.selectOption('#me', { label: name }); }
  /** Types into the box under the messages and sends it by the Enter key. */
  async types(text) {
    await this.page.fill('#text', text);
    await this.page.press('#text', 'Escape');
    await this.page.press('#text', 'Enter');
  }
  async opens(channel) { await this.page.click(`#channels button:has-text("${channel}")`); }
  /** Presses a button of the newest message that has one with this label. */
  async presses(label) { await this.page.locator('#messages .block button', { hasText: new RegExp(`^${label}`) }).last().click(); }
  async sees(text, where = '#messages') { await this.page.locator(where, { hasText: text }).first().waitFor(); }
  async seesNo(text, where = '#messages') { await this.page.locator(where, { hasText: text }).first().waitFor({ state: 'hidden' }); }
  /** Opens a menu of the form that has a list of its own, and takes an entry of it. */
  async chooses(name, label) {
    await this.field(name).locator('input').click();
    await this.field(name).locator('li', { hasText: label }).first().click();
  }
  /** Waits until the page says yes. `page.waitForFunction` asks again by evaluating a text, which the page's own policy forbids. */
  async until(asks, about) {
    const end = Date.now() + 30_000;
    while (!(await this.page.evaluate(asks, about))) {
      assert.ok(Date.now() < end, `it never came to that: ${asks}`);
      await this.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    }
  }
  /** How wide what is drawn is; a page that is wider than its window scrolls sideways. */
  async width() { return this.page.evaluate(() => document.documentElement.scrollWidth); }
  field(name) { return this.page.locator(`#form [data-field="${name}"]`); }
  /** Fills in fields of the form that is open, and sends it. */
  async fills(values) {
    await this.page.locator('#form[open]').waitFor();
    for (const [name, value] of Object.entries(values)) {
      const field = this.field(name);
      const tag = await field.evaluate((node) => (node.matches('.chooser') ? 'CHOOSER' : node.tagName));
      if (tag === 'CHOOSER') await this.chooses(name, value);
      else if (tag === 'SELECT') await field.selectOption(value);
      else if (tag === 'DIV') await field.locator(`input[value="${value}"]`).check();
      else await field.fill(value);
    }
    await this.page.click('#form button[type=submit]');
  }
  async picture(name) { if (process.env.PICTURES) await this.page.screenshot({ path: path.join(process.env.PICTURES, name + '.png') }); }
}

async function ended(server) {
  server.removeAllListeners('exit');
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await gone;
}

/** A test that plays in a sandbox and a browser of its own; a mistake in the page's script fails it, whatever else went well. */
export function play(name, body) {
  test(name, async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tocsin-browser-'));
    const sandbox = await started(folder);
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 860 } });
      const mistakes = [];
      page.on('pageerror', (error) => mistakes.push(error.message));
      page.setDefaultTimeout(30_000);
      await page.goto(sandbox.url);
      await page.locator('#channels button').first().waitFor();
      await body(new Person(page));
      assert.deepEqual(mistakes, []);
    } catch (error) {
      console.error(sandbox.log);
      throw error;
    } finally {
      await browser.close();
      await ended(sandbox.server);
      await rm(folder, { recursive: true });
    }
  });
}
