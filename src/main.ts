import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { ConfigError } from './config.ts';

/** The project's folder: the one above `dist/` or `src/`. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** How long the last lines may take to be written. */
const LEAVE_MS = 300;

/** Wrong settings, as sysexits.h names them. */
const EXIT_CONFIG = 78;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

const loadContent = async () => (await import('./content.ts')).loadContent(ROOT);

function commands(): Command {
  const program = new Command('firststep')
    .description('First Step: the chat door and engine room of a family support programme')
    .showHelpAfterError();
  const leaveWith = (code: number): void => {
    process.exitCode = code;
  };

  /** The end of a part that ran: connections that could not be closed, because their service is away, do not keep the process. */
  const endWith = (code: number): void => {
    leaveWith(code);
    setTimeout(() => process.exit(), LEAVE_MS).unref();
  };

  program
    .command('up', { isDefault: true })
    .description('everything in one process, with its own MongoDB and Redis where none are given')
    .option('--no-demo', 'no demo organisation and staff on an empty store')
    .option('--demo', 'demo staff also when HOST is not this machine alone')
    .option('--owner <email>', 'with --no-demo on an empty store: the first administrator, whose password is printed once')
    .option('--organisation <name>', 'with --owner: name of the organisation', 'First Step')
    .action(async (options: { demo?: boolean; owner?: string; organisation: string }) => {
      const { up } = await import('./commands/up.ts');
      const owner =
        options.owner === undefined || options.demo !== false ? undefined : { email: options.owner, organisation: options.organisation };
      endWith(
        await up({
          root: ROOT,
          env: process.env,
          demo: options.demo === false ? 'none' : 'auto',
          demoWanted: process.argv.includes('--demo'),
          owner,
          print,
          progress,
        }),
      );
    });

  for (const role of ['serve', 'work'] as const) {
    program
      .command(role)
      .description(role === 'serve' ? 'the web server alone; any number of them' : 'the queue workers alone; any number of them')
      .action(async () => {
        const { run } = await import('./commands/run.ts');
        endWith(await run(role, { root: ROOT, env: process.env, print, progress }));
      });
  }

  program
    .command('chat')
    .description('the conversation in the terminal; no services, nothing stored')
    .option('--locale <lang>', 'language of the chat, such as vi')
    .option('--now <instant>', 'time at which it plays, ISO 8601')
    .action(async (options: { locale?: string; now?: string }) => {
      const { chat } = await import('./commands/chat.ts');
      const { program: compiled } = await loadContent();
      leaveWith(await chat(compiled, { locale: options.locale, now: options.now, input: process.stdin, output: process.stdout }));
    });

  program
    .command('simulate')
    .description('plays persona files against the real flows and rules')
    .argument('[files...]', 'persona files (JSON); the built-in ones without')
    .option('--locale <langs>', 'only these languages, separated by commas', '')
    .action(async (files: string[], options: { locale: string }) => {
      const { simulate } = await import('./commands/simulate.ts');
      const { program: compiled } = await loadContent();
      const given = files.length > 0 ? files : [join(ROOT, 'test/personas/personas.json')];
      leaveWith(
        simulate(
          compiled,
          given,
          options.locale.split(',').filter((lang) => lang !== ''),
          print,
        ),
      );
    });

  program
    .command('check')
    .description('holds flows, rules and languages against each other; findings with file and line')
    .option('--write-schemas', 'writes the JSON Schemas for editors first')
    .action(async (options: { writeSchemas?: true }) => {
      if (options.writeSchemas) (await import('./commands/content-schemas.ts')).writeSchemas(ROOT);
      const { check } = await import('./commands/check.ts');
      leaveWith(check(ROOT, print));
    });

  program
    .command('backup')
    .description('the whole database as of one moment into FILE, encrypted and read back; its data keys into FILE.keys')
    .argument('<file>', 'a file that is not there yet')
    .option('--key-file <file>', 'what encrypts it; else FIRSTSTEP_BACKUP_PASSPHRASE')
    .action(async (file: string, { keyFile }: { keyFile?: string }) => {
      const { backup } = await import('./commands/backup.ts');
      leaveWith(await backup({ root: ROOT, env: process.env, file, keyFile, print, progress }));
    });

  program
    .command('restore')
    .description('a backup into an empty database; whoever was erased since is erased again; then verify')
    .argument('<file>', 'file of the backup')
    .option('--keys <file>', 'file of its data keys; FILE.keys without')
    .option('--key-file <file>', 'what decrypts it; else FIRSTSTEP_BACKUP_PASSPHRASE')
    .option('--replace', 'what is in the database now goes, except who was erased', false)
    .option('--tombstones <url>', 'MongoDB address of the database that was in use until now: who was erased there is erased here')
    .action(async (file: string, options: { keys?: string; keyFile?: string; replace: boolean; tombstones?: string }) => {
      const { restore } = await import('./commands/restore.ts');
      leaveWith(await restore({ root: ROOT, env: process.env, file, ...options, print, progress }));
    });

  program
    .command('verify')
    .description('checks the invariants on the database in use; changes nothing')
    .option('--canary <file>', 'strings, one a line, that must not be found in clear in the database, in Redis or in files')
    .option('--logs <path...>', 'with --canary: more files and folders to search', [])
    .action(async (options: { canary?: string; logs: string[] }) => {
      const { verify } = await import('./commands/verify.ts');
      leaveWith(await verify({ root: ROOT, env: process.env, canary: options.canary, logs: options.logs, print, progress }));
    });

  program
    .command('replay')
    .description('decides stored referrals again under changed rule tables and tells what would change; changes nothing')
    .requiredOption('--rules <folder>', 'folder of changed tables, named as in flows/rules; the others are taken as they are')
    .action(async (options: { rules: string }) => {
      const { replay } = await import('./commands/replay.ts');
      leaveWith(await replay({ root: ROOT, env: process.env, rules: options.rules, print, progress }));
    });

  program
    .command('doctor')
    .description('looks at everything that this installation stands on, and says what to mend')
    .option('--json', 'one JSON object: { ok, findings }', false)
    .action(async (options: { json: boolean }) => {
      const { doctor } = await import('./commands/doctor.ts');
      leaveWith(await doctor({ root: ROOT, env: process.env, json: options.json, print, progress }));
    });

  program
    .command('understand')
    .description('how each line of a file is understood as the answer to its question; one JSON object a line')
    .argument('<file>', 'lines of { id, locale, now, question, text }')
    .action(async (file: string) => {
      const { understand } = await import('./commands/understand.ts');
      const { program: compiled } = await loadContent();
      leaveWith(understand(compiled, file, print));
    });

  return program;
}

/** Wrong words on the command line. */
const EXIT_USAGE = 2;

try {
  const program = commands();
  const [, , name] = process.argv;
  if (name !== undefined && !name.startsWith('-') && name !== 'help' && !program.commands.some((command) => command.name() === name)) {
    progress(`There is no command "${name}". There are: ${program.commands.map((command) => command.name()).join(', ')}`);
    process.exit(EXIT_USAGE);
  }
  await program.parseAsync();
} catch (error) {
  progress(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof ConfigError ? EXIT_CONFIG : 1;
}
