// The peer: @slack/bolt with its HTTPReceiver, acknowledging a command. No TLS, no storage, no call to Slack.
// Usage: NODE_PATH=…/node_modules node bolt_server.js SIGNING_SECRET. Prints its port.
const { App, HTTPReceiver, LogLevel } = require('@slack/bolt');

const receiver = new HTTPReceiver({ signingSecret: process.argv[2], logLevel: LogLevel.ERROR });
const app = new App({
  receiver,
  logLevel: LogLevel.ERROR,
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0BENCH', botUserId: 'U0BENCH' }),
});

app.command('/incident', async ({ ack }) => {
  await ack({ response_type: 'ephemeral', text: 'noted' });
});

app.start(0).then((server) => console.log(`port=${server.address().port}`));
