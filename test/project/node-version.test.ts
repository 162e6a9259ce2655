import { expect, test } from '@jest/globals';
import { refusalOfNode } from '../../scripts/node-version.mjs';

test.each(['20.19.0', '20.20.2', '22.0.0', '26.1.0'])('Node %s will do', (version) => {
  expect(refusalOfNode(version, '/usr/bin/node')).toBeNull();
});

test.each(['12.22.0', '18.20.8', '20.18.9'])('Node %s is refused with what is needed', (version) => {
  const refusal = refusalOfNode(version, '/usr/bin/node');
  expect(refusal).toContain('20.19 or later');
  expect(refusal).toContain(version);
  expect(refusal).toContain('/usr/bin/node');
});
