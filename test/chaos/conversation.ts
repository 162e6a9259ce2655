import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import { type Family, type Line, type Reply, say } from './family.ts';
import { answerTo, besideIt, type Script, WITHDRAW, type Words } from './script.ts';

/** A conversation that goes on for longer goes round in circles: a fault. */
const MAX_MESSAGES = 90;
/** Beginnings that came too late to be sent again. */
const MAX_BEGINNINGS = 5;

async function begin(line: Line, family: Family, { lang }: Script): Promise<Reply | null> {
  for (let i = 0; i < MAX_BEGINNINGS; i += 1) {
    const reply = await say(line, family, { locale: lang });
    if (reply || family.faults.length > 0) return reply;
    // The clock jumped between her first message and its repetition: she is heard in a new conversation.
    line.counts.anew += 1;
    family.sent.clear();
  }
  return null;
}

/** One message with what goes wrong on the way: twice at once, beside another, after an old one, from an old screen. */
async function sayInTrouble(line: Line, family: Family, script: Script, words: Words, chance: Chance): Promise<Reply | null> {
  const { counts } = line;
  if (chance.holds(script.late) && family.told.length > 0) {
    counts.late += 1;
    const old = chance.pick(family.told);
    await say(line, family, family.sent.get(old.id) ?? {}, { id: old.id, first: family.index + 1 });
  }
  const seen = chance.holds(script.stale) && family.told.length > 2 ? Math.max(0, (family.last?.turn ?? 0) - 2) : undefined;
  if (seen !== undefined) counts.stale += 1;
  const at = seen === undefined ? {} : { seen };
  if (chance.holds(script.twice)) {
    counts.duplicates += 1;
    const id = randomUUID();
    const [one] = await Promise.all([
      say(line, family, words, { id, ...at }),
      say(line, family, words, { id, first: family.index + 1, ...at }),
    ]);
    return one && family.last;
  }
  if (chance.holds(script.atOnce)) {
    counts.atOnce += 1;
    const [one] = await Promise.all([
      say(line, family, words, at),
      say(line, family, besideIt(chance), { first: family.index + 1, ...at }),
    ]);
    return one && family.last;
  }
  return say(line, family, words, at);
}

/** Plays one family until nothing is asked any more, or it leaves. */
export async function converse(line: Line, family: Family, script: Script, chance: Chance): Promise<void> {
  const times = new Map<string, number>();
  let reply = await begin(line, family, script);
  let count = 1;
  while (reply?.question && !reply.forgotten) {
    if (count >= MAX_MESSAGES) {
      family.faults.push(`still asked ${reply.question.id} after ${MAX_MESSAGES} messages`);
      return;
    }
    if (script.leavesAfter !== null && count >= script.leavesAfter) return;
    await wait(chance.between(0, script.pauseMs));
    if (script.withdrawsAfter === count) {
      reply = await say(line, family, WITHDRAW);
    } else {
      const asked = times.get(reply.question.id) ?? 0;
      times.set(reply.question.id, asked + 1);
      reply = await sayInTrouble(line, family, script, answerTo(script, reply.question, asked, chance), chance);
    }
    count += 1;
  }
  if (reply && !reply.forgotten && script.writesAgain)
    await say(line, family, { text: chance.pick(['고맙습니다', 'Thank you', '아기가 열이 39도예요']) });
}
