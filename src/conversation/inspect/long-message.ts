import { CHANNEL_LIMITS, lengthOf, LONGEST_SAFETY_MESSAGE } from './channel-limits.ts';
import { Findings, type Inspection } from './finding.ts';
import { renderedTexts } from './rendered.ts';
import type { Subject } from './subject.ts';

/** A message that no one reads in danger, or that a channel would cut. */
export function longMessage(subject: Subject): Inspection {
  const findings = new Findings('long-message');
  const narrowest = CHANNEL_LIMITS.reduce((least, limits) => (limits.body < least.body ? limits : least));
  for (const chat of subject.chats.values()) {
    const longest = new Map<string, number>();
    for (const { key, text } of renderedTexts(subject, chat.lang)) longest.set(key, Math.max(longest.get(key) ?? 0, lengthOf(text)));
    for (const [key, length] of longest) {
      const most = subject.known.safety.has(key) ? LONGEST_SAFETY_MESSAGE : narrowest.body;
      const why = subject.known.safety.has(key)
        ? `a safety message has at most ${most}`
        : `a message of ${narrowest.channel} holds ${most}`;
      findings.check(length > most ? `${key} has ${length} characters, ${why}` : null, () => chat.place(key), { lang: chat.lang });
    }
  }
  return findings.all;
}
