import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { doctor } from '../../src/commands/doctor.ts';
import { aboutAddress, aboutCertificate, aboutNode, type Finding } from '../../src/commands/doctor/machine.ts';
import { readSettings } from '../../src/config.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { openKeys } from '../../src/platform/keyring.store.ts';
import { ROOT } from '../conversation/program.ts';
import { ownRedis } from '../outage/own-services.ts';
import { type TestMongo, type TestRedis, withMongo, withRedis } from '../services.ts';

let mongo: TestMongo;
let redis: TestRedis;
let data: string;
const masterKey = newMasterKey();

beforeAll(async () => {
  [mongo, redis, data] = await Promise.all([withMongo(), withRedis(), mkdtemp(join(tmpdir(), 'firststep-doctor-'))]);
  await openKeys(mongo.db, masterKey);
});
afterAll(async () => {
  await Promise.all([mongo.drop(), redis.drop(), rm(data, { recursive: true, force: true })]);
});

async function examined(env: Record<string, string>): Promise<{ code: number; findings: Finding[] }> {
  const lines: string[] = [];
  const whole = {
    NODE_ENV: 'test',
    MONGODB_URL: mongo.url,
    REDIS_URL: redis.url,
    FIRSTSTEP_MASTER_KEY: masterKey,
    FIRSTSTEP_DATA: data,
    ...env,
  };
  const code = await doctor({ root: ROOT, env: whole, json: true, print: (line) => lines.push(line), progress: () => undefined });
  expect(lines).toHaveLength(1);
  return { code, findings: (JSON.parse(lines[0] ?? '') as { findings: Finding[] }).findings };
}
const of = (findings: readonly Finding[], what: string): Finding[] => findings.filter((one) => one.what === what);

test('a sound installation: nothing is wrong', async () => {
  const { code, findings } = await examined({});
  expect(findings.filter(({ state }) => state === 'wrong')).toEqual([]);
  expect(findings.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['Node.js', 'settings', 'master key', 'address', 'disk', 'e-mail', 'MongoDB', 'clock', 'Redis']),
  );
  expect(code).toBe(0);
});

describe('what is wrong is named, with what to do', () => {
  test('a setting', async () => {
    const { code, findings } = await examined({ PORT: 'many' });
    expect(of(findings, 'settings')).toMatchObject([{ state: 'wrong', told: expect.stringContaining('PORT') }]);
    expect(code).toBe(1);
  });

  test('a master key of another installation', async () => {
    const { findings } = await examined({ FIRSTSTEP_MASTER_KEY: newMasterKey() });
    expect(of(findings, 'master key')).toContainEqual(expect.objectContaining({ state: 'wrong', told: 'does not open this database' }));
  });

  test('a MongoDB that is not there', async () => {
    const { code, findings } = await examined({ MONGODB_URL: 'mongodb://127.0.0.1:1/none?replicaSet=rs0' });
    expect(of(findings, 'MongoDB')).toMatchObject([{ state: 'wrong' }]);
    expect(of(findings, 'Redis')).toMatchObject([{ state: 'good' }]);
    expect(code).toBe(1);
  }, 30_000);

  test('a Redis that drops jobs, and one that is not there', async () => {
    const own = await ownRedis();
    try {
      const { Redis } = await import('ioredis');
      const client = new Redis(own.url);
      await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
      await client.config('SET', 'appendonly', 'no');
      client.disconnect();
      const { findings } = await examined({ REDIS_URL: own.url });
      expect(of(findings, 'Redis').map(({ fix }) => fix)).toEqual([
        expect.stringContaining('noeviction'),
        expect.stringContaining('appendonly yes'),
      ]);
    } finally {
      await own.remove();
    }
    expect(of((await examined({ REDIS_URL: own.url })).findings, 'Redis')).toMatchObject([{ state: 'wrong' }]);
  }, 60_000);

  test('a mail server that hangs up, without telling the password', async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { findings } = await examined({ SMTP_URL: `smtp://user:hidden-word@127.0.0.1:${port}` });
    await new Promise((resolve) => server.close(resolve));
    expect(of(findings, 'e-mail')).toMatchObject([{ state: 'wrong', fix: expect.stringContaining('SMTP_URL') }]);
    expect(JSON.stringify(findings)).not.toContain('hidden-word');
  });

  test('alerts that wait on the disk', async () => {
    const own = await mkdtemp(join(tmpdir(), 'firststep-doctor-'));
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(own, 'unsaved-alerts'));
    await writeFile(join(own, 'unsaved-alerts', 'a.alert'), '{}');
    expect(of((await examined({ FIRSTSTEP_DATA: own })).findings, 'waiting alerts')).toMatchObject([{ state: 'wrong' }]);
    await rm(own, { recursive: true });
  });

  test('an old Node', () => {
    expect(aboutNode('18.20.4')).toMatchObject([{ state: 'wrong', fix: expect.stringContaining('20.19') }]);
  });

  for (const [env, state] of [
    [{}, 'advice'],
    [{ FIRSTSTEP_URL: 'http://localhost:3000' }, 'advice'],
    [{ FIRSTSTEP_URL: 'http://centre.example' }, 'wrong'],
    [{ FIRSTSTEP_URL: 'https://centre.example' }, 'wrong'],
    [{ FIRSTSTEP_URL: 'https://centre.example', TRUST_PROXY: '1' }, 'good'],
    [{ HOST: '0.0.0.0' }, 'wrong'],
  ] as const) {
    test(`the address ${JSON.stringify(env)}: ${state}`, () => {
      expect(aboutAddress(readSettings({ ...env }))).toMatchObject([{ state }]);
    });
  }
});

describe('the certificate', () => {
  /** For firststep.example; a self-signed one made for this test, its key thrown away. */
  const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBqjCCAVGgAwIBAgIUYSJbb2x5JtW6FbosAlUxk4zWCP8wCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRZmlyc3RzdGVwLmV4YW1wbGUwHhcNMjYxMTI1MDExNDM2WhcN
MjYxMjI1MDExNDM2WjAcMRowGAYDVQQDDBFmaXJzdHN0ZXAuZXhhbXBsZTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABAKzXpHUVRHnGg+rd5N0TJd4GAD30HmMq6lm
bxOQ0ZhNEZ555gJlQm3RJRXXLl+Epxqqt12bOdqzNpQxCk7kjlWjcTBvMB0GA1Ud
DgQWBBRM4kf125IBBlLw2si5y+thhI4uxzAfBgNVHSMEGDAWgBRM4kf125IBBlLw
2si5y+thhI4uxzAPBgNVHRMBAf8EBTADAQH/MBwGA1UdEQQVMBOCEWZpcnN0c3Rl
cC5leGFtcGxlMAoGCCqGSM49BAMCA0cAMEQCIFJFECFvynWyhsFwLWw+aXmV3Ot0
x8iY1N263HjCzPtjAiAOCIE5/D89Bi11yK9HkGiZItAtino9drki8d24JRFtHA==
-----END CERTIFICATE-----
`;

  test('is held against the host and the day', async () => {
    const file = join(data, 'certificate.pem');
    await writeFile(file, CERTIFICATE);
    const settings = (host: string) => readSettings({ TLS_CERT: file, TLS_KEY: file, FIRSTSTEP_URL: `https://${host}` });
    const about = (host: string, day: string) => aboutCertificate(settings(host), new Date(day));
    expect(await about('firststep.example', '2026-11-26')).toMatchObject([{ state: 'good' }]);
    expect(await about('firststep.example', '2026-12-20')).toMatchObject([{ state: 'advice' }]);
    expect(await about('firststep.example', '2027-12-20')).toMatchObject([{ state: 'wrong' }]);
    expect(await about('other.example', '2026-11-26')).toMatchObject([{ state: 'good' }, { state: 'wrong' }]);
  });
});
