import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ConfigError, readSettings } from '../config.ts';
import { loadContent } from '../content.ts';
import { ForgottenError, createFamilies } from '../families/index.ts';
import { systemClock } from '../platform/clock.ts';
import { newCaseCode } from '../platform/ids.ts';
import { openKeys } from '../platform/keyring.store.ts';
import { connectMongo } from '../platform/mongo.ts';
import { parseYaml } from '../platform/yaml-file.ts';
import { type Difference, replayReferrals } from '../referrals/replay.service.ts';
import { loadRuleBook, type RuleBook } from '../rules/index.ts';
import { createAudit } from '../staff/audit.store.ts';
import { enterInstallation, isUnused, presentMasterKey } from './installation.ts';
import type { RunOptions } from './run.ts';

export interface ReplayOptions extends RunOptions {
  /** Folder of changed tables; those that it lacks are taken as they are now. */
  readonly rules: string;
}

const TABLES = '.rules.yaml';

/** The tables in use, with those of a folder in place of the same ones. Throws `ConfigError` and `RuleError` with file and line. */
function changedBook(root: string, folder: string): RuleBook {
  const tablesIn = (path: string): Map<string, string> => {
    try {
      return new Map(
        readdirSync(path)
          .filter((name) => name.endsWith(TABLES))
          .map((name) => [basename(name), join(path, name)]),
      );
    } catch {
      throw new ConfigError(`${path} cannot be read as a folder of rule tables.`);
    }
  };
  const changed = tablesIn(folder);
  if (changed.size === 0) throw new ConfigError(`There are no rule tables (*${TABLES}) in ${folder}.`);
  const all = new Map([...tablesIn(join(root, 'flows/rules')), ...changed]);
  return loadRuleBook([...all.values()].map((path) => parseYaml(path, readFileSync(path, 'utf8'))));
}

const list = (sign: string, ids: readonly string[]): string => ids.map((id) => ` ${sign}${id}`).join('');

/** `FS-2A3B4  standard_7d → urgent_24h  reasons +T12 -T20  services +night_call` */
function lineOf({ code, before, after, reasons, services, outcome }: Difference): string {
  const parts = [
    `${code}  ${before ?? 'none'} → ${after ?? 'none'}`,
    reasons.gained.length + reasons.lost.length > 0 ? `reasons${list('+', reasons.gained)}${list('-', reasons.lost)}` : '',
    services.gained.length + services.lost.length > 0 ? `services${list('+', services.gained)}${list('-', services.lost)}` : '',
    outcome === null ? '' : `outcome ${outcome.before} → ${outcome.after}`,
  ];
  return parts.filter((part) => part !== '').join('  ');
}

/** Decides stored referrals again under changed rules and tells what would change; changes nothing. Returns the exit code. */
export async function replay({ root, env, print, progress, rules }: ReplayOptions): Promise<number> {
  const settings = readSettings(env);
  const book = changedBook(root, rules);
  const present = loadContent(root).program.book;
  if (isUnused(settings)) throw new ConfigError('Nothing was stored here yet: there is nothing to decide again.');
  const installation = await enterInstallation(settings, env, progress);
  try {
    const mongo = await connectMongo(installation.mongoUrl);
    try {
      const { db } = mongo;
      const families = createFamilies({
        db,
        keys: await openKeys(db, await presentMasterKey(settings)),
        newCaseCode,
        consentTextHash: () => '',
      });
      const audit = createAudit(db, systemClock);
      // On the record before anything is opened.
      await audit.append({ who: 'system', action: 'rules_replayed', subject: 'rules', subjectId: book.version, fields: ['answers'] });
      const counts = { decided: 0, changed: 0, stronger: 0, weaker: 0, skipped: 0 };
      for await (const found of replayReferrals({ db, families, book, present, isForgotten: (error) => error instanceof ForgottenError })) {
        if (found === 'unreadable') {
          counts.skipped += 1;
          continue;
        }
        counts.decided += 1;
        if (found === 'same') continue;
        counts.changed += 1;
        if (found.direction === 'stronger') counts.stronger += 1;
        if (found.direction === 'weaker') counts.weaker += 1;
        print(lineOf(found));
      }
      if (counts.skipped > 0) progress(`${counts.skipped} referrals hold no answers any more and were left out.`);
      print(`${counts.decided} decided again, ${counts.changed} would change: ${counts.stronger} stronger, ${counts.weaker} weaker`);
      return 0;
    } finally {
      await mongo.close();
    }
  } finally {
    await installation.leave();
  }
}
