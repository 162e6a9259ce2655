import { hkdfSync, randomUUID } from 'node:crypto';
import { access, link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseMasterKeys } from './keyring.ts';
import { KEY_BYTES, openJson, type Place, SealError, sealJson } from './seal.ts';

const Line = z.strictObject({
  id: z.string(),
  at: z.iso.datetime(),
  rules: z.array(z.string()),
  lang: z.string().nullable(),
  handle: z.base64(),
});

/** The way back to a chat. */
const Handle = z.object({ channel: z.string(), conversation: z.string() });

/** An alert that waits for the database. Holds no word of hers. */
export interface LocalAlert {
  /** The same alert kept twice is one. Letters, digits, `-` and `_`. */
  readonly id: string;
  readonly at: Date;
  readonly rules: readonly string[];
  readonly lang: string | null;
  readonly channel: string;
  readonly conversation: string;
}

/** Damaged files, and files sealed with a master key that is not there any more, are named and left where they are. */
export interface Waiting {
  readonly alerts: readonly LocalAlert[];
  readonly unreadable: readonly string[];
}

/**
 * Alerts on this machine's disk, for the time in which the database is away: a file each, written once, on the disk before
 * `keep` resolves, readable by the owner alone. Any number of processes may share the folder.
 */
export interface LocalAlerts {
  /** Resolves true when it is on the disk and was not there before. Throws when the disk does not take it. */
  keep(alert: LocalAlert): Promise<boolean>;
  waiting(): Promise<Waiting>;
  /** It is stored where it belongs. */
  done(id: string): Promise<void>;
  /** Notes that an alert was told of otherwise; false when that was noted before. */
  wasTold(id: string): Promise<boolean>;
  noteTold(id: string): Promise<void>;
}

const ALERT = '.alert';
const TOLD = '.told';
const ID = /^[\w-]{1,100}$/;

/** @param folder Made when the first alert comes. @param masterKeys `FIRSTSTEP_MASTER_KEY`: the handle is sealed with a key of its own that comes from the newest. */
export function createLocalAlerts(folder: string, masterKeys: string): LocalAlerts {
  const keys = parseMasterKeys(masterKeys).map((master) =>
    Buffer.from(hkdfSync('sha256', master, '', 'firststep:local-alerts', KEY_BYTES)),
  );
  const place = (id: string): Place => ({ collection: 'local_alerts', id, field: 'handle' });
  const file = (id: string, ending: string): string => {
    if (!ID.test(id)) throw new Error('not an id of an alert');
    return join(folder, `${id}${ending}`);
  };

  /** Puts a whole file on the disk at once; false when there is one of this name. */
  const write = async (path: string, text: string): Promise<boolean> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `.${randomUUID()}`);
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    try {
      await link(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
    const directory = await open(folder, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
    return true;
  };

  const opened = (id: string, sealed: Buffer): z.infer<typeof Handle> => {
    for (const key of keys) {
      try {
        return Handle.parse(openJson(key, place(id), sealed));
      } catch (error) {
        if (!(error instanceof SealError)) throw error; // an older key, perhaps
      }
    }
    throw new SealError('no master key opens it');
  };

  const read = async (name: string): Promise<LocalAlert | null> => {
    try {
      const { handle, at, ...rest } = Line.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
      return { ...rest, at: new Date(at), ...opened(rest.id, Buffer.from(handle, 'base64')) };
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof z.ZodError || error instanceof SealError) return null;
      throw error;
    }
  };

  return {
    async keep({ id, at, rules, lang, channel, conversation }) {
      const [newest = Buffer.alloc(KEY_BYTES)] = keys;
      const handle = sealJson(newest, place(id), { channel, conversation }).toString('base64');
      return write(file(id, ALERT), `${JSON.stringify({ id, at: at.toISOString(), rules, lang, handle })}\n`);
    },

    async waiting() {
      const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      const alerts: LocalAlert[] = [];
      const unreadable: string[] = [];
      for (const name of names.filter((one) => one.endsWith(ALERT))) {
        const alert = await read(name).catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return 'gone' as const; // another process has stored it
          throw error;
        });
        if (alert === null) unreadable.push(join(folder, name));
        else if (alert !== 'gone') alerts.push(alert);
      }
      return { alerts: alerts.sort((a, b) => a.at.getTime() - b.at.getTime()), unreadable };
    },

    async done(id) {
      await rm(file(id, ALERT), { force: true });
      await rm(file(id, TOLD), { force: true });
    },

    wasTold: (id) =>
      access(file(id, TOLD)).then(
        () => true,
        () => false,
      ),
    async noteTold(id) {
      await write(file(id, TOLD), '');
    },
  };
}
