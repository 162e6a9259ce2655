import { createInterface, type Interface } from 'node:readline/promises';
import { DateTime, Duration } from 'luxon';
import { admit, type Lang, LANGS, type Program, render, renderQuestion, type Session, stepAlone } from '../conversation/index.ts';
import type { ConversationEvent } from '../conversation/index.ts';
import type { Input } from '../conversation/types.ts';

export interface ChatOptions {
  readonly locale: string | undefined;
  /** Present time of the conversation; the real one when left out. */
  readonly now: string | undefined;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Events that would become jobs or rows elsewhere: shown by `/jobs`. */
const JOBS = ['alert_raised', 'referral_submitted', 'referral_revised', 'human_asked', 'person_forgotten', 'timer_set'];

const HELP = `  /answers   what is stored so far
  /jobs      what would be sent on: alerts, referrals, timers
  /time +2d  move time (+30m, +3h, +1d), a due timer rings
  /quit      leave`;

/** The same conversation in the terminal: no service, nothing stored. Reads lines until the input ends. */
export async function chat(program: Program, options: ChatOptions): Promise<number> {
  const lang = LANGS.find((known) => known === options.locale) ?? null;
  if (options.locale !== undefined && (lang === null || !program.langs.includes(lang))) {
    options.output.write(`No language "${options.locale}". There are: ${program.langs.join(' ')}\n`);
    return 2;
  }
  const talk = new Talk(program, options.output, options.now ? DateTime.fromISO(options.now, { setZone: true }) : DateTime.now());
  const lines = createInterface({ input: options.input, output: options.output, terminal: false });
  options.output.write(`First Step in the terminal. Nothing is stored.\n${HELP}\n\n`);
  talk.send({ kind: 'start', code: 'FS-TRY22', lang });
  await readAll(lines, talk);
  return 0;
}

async function readAll(lines: Interface, talk: Talk): Promise<void> {
  for await (const line of lines) {
    const text = line.trim();
    if (text === '/quit') break;
    if (text === '/answers') talk.showAnswers();
    else if (text === '/jobs') talk.showJobs();
    else if (text.startsWith('/time')) talk.moveTime(text.slice('/time'.length).trim());
    else if (text !== '') talk.say(text);
  }
  lines.close();
}

class Talk {
  readonly #program: Program;
  readonly #output: NodeJS.WritableStream;
  #session: Session | null = null;
  #now: DateTime;
  readonly #jobs: { readonly at: string; readonly event: ConversationEvent }[] = [];

  constructor(program: Program, output: NodeJS.WritableStream, now: DateTime) {
    this.#program = program;
    this.#output = output;
    this.#now = now;
  }

  say(text: string): void {
    const code = this.#session?.code;
    if (code === '') this.#session = null;
    if (this.#session === null) this.send({ kind: 'start', code: 'FS-TRY22', lang: null, ...admit(text) });
    else this.send({ kind: 'text', ...admit(text), stale: false });
  }

  send(input: Input): void {
    const now = this.#now.toISO() ?? '';
    const next = stepAlone(this.#program, this.#session, input, now);
    this.#session = next.session;
    for (const event of next.events) if (JOBS.includes(event.type)) this.#jobs.push({ at: now, event });
    const lang: Lang = next.session.lang ?? 'en';
    for (const message of render(this.#program, next.outputs, lang)) {
      this.#print(`  ${message.text.replaceAll('\n', '\n  ')}`);
      for (const { number, label } of message.numbers ?? []) this.#print(`    ☎ ${number}  ${label}`);
    }
    const question = renderQuestion(this.#program, next.session, now);
    question?.choices?.forEach((choice, i) => this.#print(`    ${i + 1}. ${choice.label}`));
  }

  showAnswers(): void {
    for (const [id, answer] of Object.entries(this.#session?.answers ?? {})) this.#print(`  ${id} = ${JSON.stringify(answer)}`);
    this.#print(`  safety = ${this.#session?.safety.join(' ') || '-'}`);
  }

  showJobs(): void {
    if (this.#jobs.length === 0) this.#print('  nothing yet');
    for (const { at, event } of this.#jobs) {
      if (event.type === 'referral_submitted' || event.type === 'referral_revised') {
        const { code, level, reasons, services } = event.referral;
        this.#print(`  ${at} ${event.type} ${code} ${level} ${reasons.map((reason) => reason.id).join(' ')} → ${services.join(' ')}`);
      } else this.#print(`  ${at} ${JSON.stringify(event)}`);
    }
  }

  moveTime(by: string): void {
    const match = /^\+?(\d{1,4})(m|h|d)$/.exec(by);
    if (!match) {
      this.#print('  /time +30m, +3h or +2d');
      return;
    }
    const unit = { m: 'minutes', h: 'hours', d: 'days' }[match[2] as 'm' | 'h' | 'd'];
    this.#now = this.#now.plus(Duration.fromObject({ [unit]: Number(match[1]) }));
    this.#print(`  it is ${this.#now.setZone('Asia/Seoul').toFormat('yyyy-LL-dd HH:mm')} in Seoul`);
    const wakeAt = this.#session?.wakeAt;
    if (wakeAt && DateTime.fromISO(wakeAt) <= this.#now) this.send({ kind: 'timer', seq: 0 });
  }

  #print(line: string): void {
    this.#output.write(`${line}\n`);
  }
}
