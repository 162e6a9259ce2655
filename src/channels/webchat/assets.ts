import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import { notFound } from '../../platform/problem.ts';

const TYPES = { 'chat.css': 'text/css; charset=utf-8', 'chat.js': 'text/javascript; charset=utf-8' } as const;
type AssetName = keyof typeof TYPES;

interface Asset {
  /** Address with a hash of the content: it never changes what it means. */
  readonly href: string;
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
}

/** Beside the sources; a build that compiles only TypeScript leaves them there. */
const FOLDERS = ['../../web/chat/client/', '../../../src/web/chat/client/'].map((path) => new URL(path, import.meta.url));

export interface Assets {
  readonly css: string;
  readonly js: string;
  /** Serves `/chat/assets/:name`. */
  readonly serve: RequestHandler;
}

/** Reads the page's style sheet and script once. Throws when they are missing. */
export function loadAssets(): Assets {
  const folder = FOLDERS.find((one) => existsSync(one));
  if (!folder) throw new Error('the style sheet and script of the chat page are missing');
  const load = (name: AssetName): Asset => {
    const plain = readFileSync(new URL(name, folder));
    const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 12);
    const [stem, ending] = name.split('.');
    return { href: `/chat/assets/${stem}.${hash}.${ending}`, type: TYPES[name], plain, gzip: gzipSync(plain, { level: 9 }) };
  };
  const [css, js] = [load('chat.css'), load('chat.js')];
  const byHref = new Map([css, js].map((asset) => [asset.href, asset]));

  return {
    css: css.href,
    js: js.href,
    serve: (request, response, next) => {
      const asset = byHref.get(`/chat/assets/${String(request.params['name'])}`);
      if (!asset) {
        next(notFound('This file'));
        return;
      }
      response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
      response.setHeader('Content-Type', asset.type);
      response.setHeader('Vary', 'Accept-Encoding');
      if (request.acceptsEncodings('gzip')) response.setHeader('Content-Encoding', 'gzip').end(asset.gzip);
      else response.end(asset.plain);
    },
  };
}
