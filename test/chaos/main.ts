import { parseArgs } from 'node:util';
import { chaos, type DoneFault, type Report } from './chaos.ts';
import { createInstallation, type Installation } from './installation.ts';
import { FAULT_KINDS } from './schedule.ts';
import { KINDS } from './verdict.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    conversations: { type: 'string', default: '200' },
    faults: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    'at-once': { type: 'string', default: '32' },
    logs: { type: 'string' },
  },
});

function whole(name: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  say(`--${name} is a whole number from ${least} on, not "${text}".`);
  process.exit(2);
}

function tableOf(faults: readonly DoneFault[]): string[] {
  const rows = FAULT_KINDS.flatMap((kind) => {
    const own = faults.filter((fault) => fault.kind === kind);
    const done = own.filter(({ hit }) => hit !== null);
    const longest = Math.max(0, ...done.map(({ tookMs }) => tookMs)) / 1_000;
    return own.length === 0
      ? []
      : [
          `  ${kind.padEnd(16)} ${String(done.length).padStart(4)}   ${longest.toFixed(1).padStart(6)} s${own.length > done.length ? `   (${own.length - done.length} could not be done here)` : ''}`,
        ];
  });
  return ['  fault            done   longest', ...rows];
}

/** Prints all that was found; returns whether everything held. */
function tell({ verdict, faults, verified, figures }: Report): boolean {
  for (const line of tableOf(faults)) print(line);
  print('');
  for (const [name, value] of Object.entries(figures)) print(`  ${name.padEnd(40)} ${value}`);
  print('');
  for (const [check, { passed, failed }] of verdict.checks)
    print(`  ${check.padEnd(60)} ${passed} hold${failed > 0 ? `, ${failed} DO NOT` : ''}`);
  print('');
  print(`  verify: ${verified}`);
  print(KINDS.map((kind) => `${verdict.faults.get(kind) ?? 0} ${kind}`).join(', '));
  const checks = [...verdict.checks.values()];
  const [, verifyPassed = '0', verifyFailed = '1'] = /^(\d+) passed, (\d+) failed/.exec(verified) ?? [];
  const failed = checks.filter((one) => one.failed > 0).length + Number(verifyFailed);
  print(`${checks.filter((one) => one.failed === 0).length + Number(verifyPassed)} passed, ${failed} failed`);
  return failed === 0;
}

const conversations = whole('conversations', values.conversations, 1);
const faults = whole('faults', values.faults, 0);
const options = {
  conversations,
  faults,
  seed: whole('seed', values.seed, 0),
  minutes: values.minutes === undefined ? null : whole('minutes', values.minutes, 1),
  atOnce: whole('at-once', values['at-once'], 1),
  say,
};

let installation: Installation | null = null;
let leaving: Promise<void> | null = null;
const leave = (): Promise<void> => (leaving ??= installation?.remove() ?? Promise.resolve());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    say(`${signal}: ending all that was started …`);
    void leave().then(() => process.exit(130));
  });
}

try {
  // What is half started when this fails, the sweeper ends.
  installation = await createInstallation(process.env, say, values.logs ?? null);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
try {
  const holds = tell(await chaos(installation, options));
  process.exitCode = holds ? 0 : 1;
} finally {
  await leave();
}
