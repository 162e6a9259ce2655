import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { SETTINGS } from '../../src/config.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const read = (name: string): string => readFileSync(path(name), 'utf8');

/** The part of the Compose specification that is used here, strictly: a misspelt key is an error. */
const Healthcheck = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: z.array(z.string()).min(2),
    interval: z.string(),
    timeout: z.string(),
    start_period: z.string().optional(),
    retries: z.number(),
  }),
]);
const Service = z.strictObject({
  build: z.string().optional(),
  image: z.string().regex(/:[\w.-]+$/),
  init: z.boolean().optional(),
  profiles: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  restart: z.literal('unless-stopped'),
  stop_grace_period: z
    .string()
    .regex(/^\d+s$/)
    .optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
  networks: z.array(z.string()),
  ports: z.array(z.string().regex(/^(127\.0\.0\.1:)?[^:]+(:-\d+})?:\d+(\/udp)?$/)).optional(),
  volumes: z.array(z.string()).optional(),
  environment: z.record(z.string().regex(/^[A-Z_]+$/), z.string()).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).optional(),
  healthcheck: Healthcheck.optional(),
});
const Compose = z.strictObject({
  name: z.string(),
  'x-logging': z.unknown(),
  'x-firststep': z.unknown(),
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.strictObject({})),
});

const text = read('docker-compose.yml');
const compose = Compose.parse(parse(text, { merge: true }));
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  test('has the database, the queue, the web server and the workers', () => {
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(['mongo', 'redis', 'serve', 'work']));
    expect(compose.services['serve']?.command).toEqual(['serve']);
    expect(compose.services['work']?.command).toEqual(['work']);
  });

  test('names only settings that the program knows, and variables that .env.example explains', () => {
    const named = services.flatMap(([, { environment = {} }]) => Object.keys(environment));
    const variables = [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name);
    expect([...new Set([...named, ...variables])].filter((name) => !SETTINGS.includes(name))).toEqual([]);
  });

  test('each network, volume and dependency is declared, and what is waited for says when it is healthy', () => {
    for (const [, { networks, volumes = [], depends_on = {} }] of services) {
      expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(networks));
      for (const volume of volumes) {
        const [source = ''] = volume.split(':');
        expect(source.startsWith('./') ? existsSync(path(source)) : source in compose.volumes).toBe(true);
      }
      for (const name of Object.keys(depends_on)) {
        const built = compose.services[name]?.build !== undefined;
        expect(compose.services[name]?.healthcheck !== undefined || (built && /^HEALTHCHECK /m.test(read('Dockerfile')))).toBe(true);
      }
    }
  });

  test('MongoDB is the replica set that the address names, made by its health check', () => {
    const { mongo, serve } = compose.services;
    expect(mongo?.command?.join(' ')).toContain('--replSet rs0');
    expect(new URL(serve?.environment?.['MONGODB_URL'] ?? '').searchParams.get('replicaSet')).toBe('rs0');
    expect(JSON.stringify(mongo?.healthcheck)).toMatch(/rs\.initiate\(\{ _id: 'rs0', members: \[\{ _id: 0, host: 'mongo:27017' \}\] \}\)/);
    expect(JSON.stringify(mongo?.healthcheck)).toContain('isWritablePrimary');
  });

  test('Redis writes to disk and drops no job', () => {
    const command = compose.services['redis']?.command?.join(' ') ?? '';
    expect(command).toContain('--appendonly yes');
    expect(command).toContain('--maxmemory-policy noeviction');
  });

  test('databases are on the inside only, and every one keeps its data in a volume', () => {
    expect(compose.networks['inside']?.internal).toBe(true);
    for (const name of ['mongo', 'redis']) {
      expect(compose.services[name]?.networks).toEqual(['inside']);
      expect(compose.services[name]?.ports).toBeUndefined();
      expect(compose.services[name]?.volumes).toHaveLength(1);
    }
  });

  test('the product runs without privileges', () => {
    for (const name of ['serve', 'work']) {
      expect(compose.services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    }
  });
});

describe('deploy/compose.scale.yml', () => {
  /** `!reset`: what the first file says is left out. */
  const reset = { tag: '!reset', resolve: () => null } as const;
  const Part = z.strictObject({
    ports: z.null().optional(),
    depends_on: z.null().optional(),
    environment: z.record(z.string().regex(/^[A-Z_]+$/), z.string()).optional(),
    profiles: z.array(z.string()).optional(),
  });
  const scale = z
    .strictObject({ services: z.record(z.string(), Part) })
    .parse(parse(read('deploy/compose.scale.yml'), { customTags: [reset] }));

  test('changes only services that there are', () => {
    expect(Object.keys(scale.services).filter((name) => !(name in compose.services))).toEqual([]);
  });

  test('web servers can be many: none of them holds a port of the host', () => {
    expect(compose.services['serve']?.ports).toHaveLength(1);
    expect(scale.services['serve']).toHaveProperty('ports', null);
    expect(Object.values(scale.services).filter(({ ports }) => ports !== undefined)).toHaveLength(1);
  });

  test('both parts stand on services elsewhere, which must be named, and wait for none of here', () => {
    for (const name of ['serve', 'work']) {
      const { environment = {}, depends_on } = scale.services[name] ?? {};
      expect(depends_on).toBeNull();
      for (const setting of ['MONGODB_URL', 'REDIS_URL']) {
        expect(SETTINGS).toContain(setting);
        expect(environment[setting]).toMatch(new RegExp(`^\\$\\{${setting}:\\?`));
      }
    }
    for (const name of ['mongo', 'redis']) expect(scale.services[name]).toEqual({ profiles: ['here'] });
  });
});

describe('deploy/Caddyfile', () => {
  const caddyfile = read('deploy/Caddyfile');
  const mounted = (compose.services['caddy']?.volumes ?? []).map((volume) => volume.split(':'));

  test('finds every web server, and tries another while one is exchanged', () => {
    expect(caddyfile).toMatch(/dynamic a serve 3000 \{/);
    expect(caddyfile).toMatch(/lb_try_duration \d+s/);
    expect(caddyfile).toMatch(/keepalive 30s/);
    expect(caddyfile.split('{').length).toBe(caddyfile.split('}').length);
  });

  test('keeps the figures inside and lets live updates pass', () => {
    expect(caddyfile).toContain('respond /metrics 404');
    expect(caddyfile).toContain('flush_interval -1');
  });

  test('reads certificates of the centre from a folder that is mounted, and that no repository keeps', () => {
    const folders = mounted.map(([, inside]) => inside);
    expect(folders).toEqual(expect.arrayContaining(['/etc/caddy/Caddyfile', '/etc/caddy/tls']));
    expect(caddyfile).toContain('import /etc/caddy/tls/*.caddy');
    expect(read('deploy/tls/own-certificate.caddy.example')).toMatch(/^tls \/etc\/caddy\/tls\/cert\.pem \/etc\/caddy\/tls\/key\.pem$/m);
    expect(read('.gitignore').split('\n')).toEqual(expect.arrayContaining(['deploy/tls/*.pem', 'deploy/tls/*.caddy']));
  });
});

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile');
  const ignored = read('.dockerignore').split('\n');

  test('copies only what is there, and nothing that is left out of the context', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, list = '']) => list.split(' ').slice(0, -1));
    expect(copied.length).toBeGreaterThan(0);
    for (const name of copied)
      expect({ name, there: existsSync(path(name)), ignored: ignored.includes(name) }).toEqual({ name, there: true, ignored: false });
  });

  test('ends as an ordinary user with a health check', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
    expect(last).toContain('/readyz');
    expect(last).toContain('ENTRYPOINT ["node", "--enable-source-maps", "dist/main.js"]');
  });

  test('keeps secrets, data and history out of the image', () => {
    expect(ignored).toEqual(expect.arrayContaining(['.env', '.git', '.firststep', 'node_modules', 'test']));
  });

  test('sets only settings that the program knows', () => {
    const set = [...dockerfile.matchAll(/^(?:ENV )?\s*([A-Z_]+)=\S+/gm)].map(([, name = '']) => name);
    expect(set.filter((name) => !SETTINGS.includes(name))).toEqual([]);
    expect(set).toContain('FIRSTSTEP_DATA');
  });
});
