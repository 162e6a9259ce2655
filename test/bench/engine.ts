import { admit, type Program, renderQuestion, render, type Session, step } from '../../src/conversation/index.ts';
import { botkitPeer } from './botkit-peer.ts';
import { cpuPerUnit, paired } from './cpu.ts';
import type { Figure } from './report.ts';
import { type Asked, NOW, twentyQuestions } from './twenty-questions.ts';

/** Enough for the first, uncounted round to warm up: a server says hello to its ten-thousandth family as fast as it can. */
const CONVERSATIONS = 2_000;
const ROUNDS = 5;

/** One whole conversation on our engine: redaction, listening, parsing, guards, rules, rendering. Returns its turns. */
function converse(program: Program, asked: readonly Asked[], saved: boolean): number {
  let session: Session | null = step(program, null, { kind: 'start', code: 'FS-2A3B4', lang: 'en' }, NOW).session;
  for (const { answer } of asked) {
    const before: Session | null = saved ? (JSON.parse(JSON.stringify(session)) as Session) : session;
    const next = step(program, before, { kind: 'text', ...admit(answer), stale: false }, NOW);
    render(program, next.outputs, 'en');
    renderQuestion(program, next.session, NOW);
    session = next.session;
  }
  return asked.length + 1;
}

/** CPU of one turn in memory, ours against Botkit's own conversation with the same questions and answers. */
export async function benchEngine(program: Program): Promise<readonly Figure[]> {
  const asked = twentyQuestions(program);
  const peer = botkitPeer(asked);
  let user = 0;
  const ours = (saved: boolean) => () =>
    cpuPerUnit(() => {
      let turns = 0;
      for (let i = 0; i < CONVERSATIONS; i += 1) turns += converse(program, asked, saved);
      return turns;
    });
  const theirs = () =>
    cpuPerUnit(async () => {
      let turns = 0;
      for (let i = 0; i < CONVERSATIONS / 10; i += 1) turns += await peer.converse(`u${(user += 1)}`);
      return turns;
    });
  const plain = await paired(ROUNDS, ours(false), theirs);
  const saved = await paired(ROUNDS, ours(true), theirs);
  const figure = (name: string, { ours: value, theirs: other }: { ours: number; theirs: number }): Figure => ({
    bench: 'engine',
    figure: name,
    value,
    unit: 'us',
    against: 'botkit-memory',
    peer: other,
  });
  return [figure('cpu_us_per_turn', plain), figure('cpu_us_per_turn_saved', saved)];
}
