import { Agent, get, type IncomingMessage, request } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import express from 'express';
import { createExpress, listen } from '../../src/platform/http.ts';

const body = async (response: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
};

describe('the end of a web server', () => {
  test('waits for a request that is under way, and sends its connection away', async () => {
    const app = createExpress({ trustProxy: false, secure: false });
    app.post('/', express.text(), (asked, response) => void response.send(`heard ${String(asked.body)}`));
    const listening = await listen(app, { port: 0, host: '127.0.0.1' });
    const agent = new Agent({ keepAlive: true });
    const asked = request({
      port: listening.port,
      host: '127.0.0.1',
      method: 'POST',
      agent,
      headers: { expect: '100-continue', 'content-type': 'text/plain' },
    });
    asked.flushHeaders();
    await new Promise((resolve) => asked.once('continue', resolve));
    const closed = listening.close();
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      asked.once('response', resolve);
      asked.once('error', reject);
    });
    asked.end('her words');
    const response = await answered;
    expect(response.statusCode).toBe(200);
    expect(response.headers.connection).toBe('close');
    expect(await body(response)).toBe('heard her words');
    await closed;
    agent.destroy();
  });

  test('is the end of idle connections too: none of them holds it up', async () => {
    const app = createExpress({ trustProxy: false, secure: false });
    app.get('/', (_asked, response) => void response.send('here'));
    const listening = await listen(app, { port: 0, host: '127.0.0.1' });
    const agent = new Agent({ keepAlive: true });
    const response = await new Promise<IncomingMessage>((resolve) => get({ port: listening.port, host: '127.0.0.1', agent }, resolve));
    expect(response.headers['keep-alive']).toBe('timeout=55');
    expect(await body(response)).toBe('here');
    await listening.close();
    agent.destroy();
  });

  test('takes no new request', async () => {
    const listening = await listen(createExpress({ trustProxy: false, secure: false }), { port: 0, host: '127.0.0.1' });
    await listening.close();
    const refused = new Promise((resolve) => get({ port: listening.port, host: '127.0.0.1' }).once('error', resolve));
    expect(await refused).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
