import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeHtml, html } from '../../../src/web/chat/html.ts';

test('values are escaped, markup made by html is not, nothing is nothing', () => {
  const inner = html`<b title="${'"x"'}">${"<i>'&"}</b>`;
  expect(html`<p>${inner}${null}${false}${undefined}${[html`<br>`, 'a>b', 3]}</p>`.markup).toBe(
    '<p><b title="&quot;x&quot;">&lt;i&gt;&#39;&amp;</b><br>a&gt;b3</p>',
  );
});

test('no text can leave its place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"']/);
    }),
  );
});
