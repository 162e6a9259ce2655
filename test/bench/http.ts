import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Program } from '../../src/conversation/index.ts';
import { freePort } from '../../src/platform/services/ports.ts';
import type { Measured, Talk } from './chat-client.ts';
import { median } from './cpu.ts';
import { benchServices, cpuOf, databaseUrl, startNode, startServe, typescript } from './processes.ts';
import type { Figure } from './report.ts';
import { twentyQuestions } from './twenty-questions.ts';

const CONNECTIONS = [1, 8, 32, 256] as const;
const ROUNDS = 3;
const WARM_SECONDS = 2;
const SECONDS = 3;

type Name = 'first-step' | 'botkit-memory' | 'botkit-mongodb';

/** The client program, in a process of its own: the same one for all servers. */
function startClient() {
  const { RUN_TYPESCRIPT: _parent, ...env } = process.env;
  const child = spawn(process.execPath, typescript('./chat-client-child.ts'), {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...env, NODE_OPTIONS: '' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the client ended; the reason is above');
    return value as string;
  };
  const ready = line();
  return {
    async run(talk: Talk, connections: number, seconds: number): Promise<Measured> {
      await ready;
      child.stdin.write(`${JSON.stringify({ ...talk, connections, seconds })}\n`);
      return JSON.parse(await line()) as Measured;
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      await ended;
    },
  };
}

/** Whole durable turns over HTTP: `firststep serve` as it is shipped, against two bots built as Botkit's documentation does. */
export async function benchHttp(program: Program): Promise<readonly Figure[]> {
  const questions = twentyQuestions(program);
  const services = await benchServices();
  const client = startClient();
  const started: { stop(): Promise<void> }[] = [];
  try {
    const serving = await startServe(services, databaseUrl(services.mongoUrl, 'bench_http'), randomBytes(32).toString('base64'));
    started.push(serving);
    const ports = { 'first-step': serving.port, 'botkit-memory': await freePort(), 'botkit-mongodb': await freePort() };
    const bot = { QUESTIONS: JSON.stringify(questions) };
    const bots = [
      await startNode(typescript('./botkit-child.ts'), { ...bot, PORT: String(ports['botkit-memory']) }),
      await startNode(typescript('./botkit-child.ts'), {
        ...bot,
        PORT: String(ports['botkit-mongodb']),
        BOTKIT_MONGODB_URL: databaseUrl(services.mongoUrl, 'bench_botkit'),
      }),
    ];
    started.push(...bots);
    const pids = { 'first-step': serving.process.pid, 'botkit-memory': bots[0]?.process.pid, 'botkit-mongodb': bots[1]?.process.pid };
    const cpu = (name: Name): number | null => cpuOf(pids[name] ?? 0);
    const talkOf = (name: Name): Talk => ({ dialect: name === 'first-step' ? 'first-step' : 'botkit', port: ports[name], questions });
    const names = Object.keys(ports) as Name[];
    for (const name of names) await client.run(talkOf(name), 32, WARM_SECONDS);
    const figures: Figure[] = [];
    for (const connections of CONNECTIONS) {
      const rounds: Record<Name, (Measured & { readonly cpu: number })[]> = { 'first-step': [], 'botkit-memory': [], 'botkit-mongodb': [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const name of names) {
          const before = cpu(name);
          const measured = await client.run(talkOf(name), connections, SECONDS);
          rounds[name].push({ ...measured, cpu: ((cpu(name) ?? 0) - (before ?? 0)) / measured.turns });
        }
      }
      const speed = (name: Name): number => median(rounds[name].map(({ turns, seconds }) => turns / seconds));
      const slowest = (name: Name): number => median(rounds[name].map(({ p99 }) => p99));
      const cost = (name: Name): number => median(rounds[name].map((round) => round.cpu));
      for (const peer of ['botkit-memory', 'botkit-mongodb'] as const) {
        figures.push(
          { bench: 'http', figure: `turns_per_s_${connections}`, value: speed('first-step'), unit: '/s', against: peer, peer: speed(peer) },
          { bench: 'http', figure: `p99_ms_${connections}`, value: slowest('first-step'), unit: 'ms', against: peer, peer: slowest(peer) },
          {
            bench: 'http',
            figure: `cpu_us_per_turn_${connections}`,
            value: cost('first-step'),
            unit: 'us',
            against: peer,
            peer: cost(peer),
          },
        );
      }
    }
    return figures;
  } finally {
    for (const one of [client, ...started]) await one.stop();
    await services.stop();
  }
}
