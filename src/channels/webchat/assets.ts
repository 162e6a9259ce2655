import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import { notFound } from '../../platform/problem.ts';

/** What is served as one file, from which files, in this order. */
const BUNDLES = {
  css: { type: 'text/css; charset=utf-8', files: ['frame.css', 'chat.css'] },
  js: { type: 'text/javascript; charset=utf-8', files: ['leave.js', 'chat.js'] },
} as const;

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

/** Reads the page's style and script once. Throws when they are missing. */
export function loadAssets(): Assets {
  const folder = FOLDERS.find((one) => existsSync(one));
  if (!folder) throw new Error('the style sheet and script of the chat page are missing');
  const load = (ending: keyof typeof BUNDLES): Asset => {
    const { type, files } = BUNDLES[ending];
    const plain = Buffer.concat(files.map((file) => readFileSync(new URL(file, folder))));
    const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 12);
    return { href: `/chat/assets/chat.${hash}.${ending}`, type, plain, gzip: gzipSync(plain, { level: 9 }) };
  };
  const [css, js] = [load('css'), load('js')];
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
