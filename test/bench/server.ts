import { createFirstStep, type FirstStep } from '../../src/app.ts';
import { readSettings } from '../../src/config.ts';
import { loadContent } from '../../src/content.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { silentLog } from '../../src/platform/log.ts';
import { ROOT } from '../conversation/program.ts';

/** A web server of the product in this process, with demo staff, on a free port of this machine. */
export const demoServer = (mongoUrl: string, redisUrl: string): Promise<FirstStep> =>
  createFirstStep({
    settings: readSettings({ PORT: '0', HOST: '127.0.0.1' }),
    content: loadContent(ROOT),
    root: ROOT,
    mongoUrl,
    redisUrl,
    masterKey: newMasterKey(),
    roles: ['serve'],
    demo: true,
    log: silentLog,
  });
