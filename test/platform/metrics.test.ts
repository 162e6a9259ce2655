import { describe, expect, test } from '@jest/globals';
import { createMetrics } from '../../src/platform/metrics.ts';
import { silentLog } from '../../src/platform/log.ts';

const away = (): Promise<never> => Promise.reject(new Error('its service is away'));

describe('figures', () => {
  test('one that cannot be read keeps no other from being told', async () => {
    const metrics = createMetrics(silentLog);
    metrics.gauge('kept', 'a figure', [], async () => [{ labels: {}, value: 7 }]);
    metrics.gauge('away_alone', 'a figure', [], away);
    metrics.gauge('away_by_state', 'a figure', ['state'], away);
    const text = await metrics.registry.metrics();
    expect(text).toMatch(/^kept 7$/m);
    // Not 0: nobody knows.
    expect(text).toMatch(/^away_alone Nan$/im);
    expect(text).not.toMatch(/^away_by_state\{/m);
    expect(await metrics.registry.getSingleMetricAsString('firststep_figures_unread_total')).toMatch(/figure="away_by_state"\} 1/);
  });

  test('a state that is gone is told no more', async () => {
    const metrics = createMetrics(silentLog);
    let state = 'waiting';
    metrics.gauge('rows', 'a figure', ['state'], async () => [{ labels: { state }, value: 1 }]);
    expect(await metrics.registry.metrics()).toContain('rows{state="waiting"} 1');
    state = 'sent';
    const text = await metrics.registry.metrics();
    expect(text).toContain('rows{state="sent"} 1');
    expect(text).not.toContain('waiting');
  });
});
