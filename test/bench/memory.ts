import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Program } from '../../src/conversation/index.ts';
import { openConversations } from './chat-client.ts';
import { benchServices, databaseUrl, startServe } from './processes.ts';
import type { Figure } from './report.ts';
import { twentyQuestions } from './twenty-questions.ts';

/** Resident memory of a process in MB. */
function residentMb(pid: number): number {
  const [, kb] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kb) / 1_024;
}

/** Resident memory of `serve` after so many conversations were begun and answered a few questions, and all are still open. */
export async function benchMemory(program: Program, { conversations }: { conversations: number }): Promise<readonly Figure[]> {
  const services = await benchServices();
  const serving = await startServe(services, databaseUrl(services.mongoUrl, 'bench_memory'), randomBytes(32).toString('base64'));
  try {
    const before = residentMb(serving.process.pid ?? 0);
    await openConversations({
      dialect: 'first-step',
      port: serving.port,
      questions: twentyQuestions(program),
      conversations,
      turns: 3,
      connections: 64,
    });
    const after = residentMb(serving.process.pid ?? 0);
    return [
      { bench: 'memory', figure: 'open_conversations', value: conversations, unit: '', against: null, peer: null },
      { bench: 'memory', figure: 'resident_mb_at_start', value: before, unit: 'MB', against: null, peer: null },
      { bench: 'memory', figure: 'resident_mb', value: after, unit: 'MB', against: 'goal', peer: 300 },
    ];
  } finally {
    await serving.stop();
    await services.stop();
  }
}
