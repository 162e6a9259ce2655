import { CHANNEL_LIMITS, SHOWN_IN_PAGES } from './channel-limits.ts';
import { Findings, type Inspection } from './finding.ts';
import { flowOf, placeOfQuestion, type Subject } from './subject.ts';

/** A question that offers more at once than a channel shows without paging. */
export function tooManyOptions({ flows, walk }: Subject): Inspection {
  const findings = new Findings('too-many-options');
  for (const [id, forms] of walk.shown) {
    if (SHOWN_IN_PAGES.has(id)) continue;
    const most = Math.max(...forms.map((form) => form.options.length));
    const flow = flowOf(flows, id);
    for (const limits of CHANNEL_LIMITS) {
      const problem = most > limits.options ? `${id} offers ${most} options at once, ${limits.channel} shows ${limits.options}` : null;
      findings.check(problem, () => placeOfQuestion(flows, id, ['options']), flow === undefined ? {} : { flow });
    }
  }
  return findings.all;
}
