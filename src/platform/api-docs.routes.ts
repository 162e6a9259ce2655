import { Router } from 'express';

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Content>> }>>;
}

interface Content {
  readonly schema: unknown;
  readonly example?: unknown;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (value: string): string => value.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
/** Code between backticks, everything else as it is. */
const prose = (value: string): string => text(value).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
const block = (value: unknown): string => `<pre tabindex="0"><code>${text(JSON.stringify(value, null, 2))}</code></pre>`;
const anchor = (method: string, path: string): string => `${method}${path}`.replaceAll(/[^a-z0-9]+/gi, '-');

const contents = (title: string, content: Readonly<Record<string, Content>> | undefined): string =>
  Object.entries(content ?? {})
    .map(
      ([media, { schema, example }]) =>
        `<details><summary>${text(title)}: ${text(media)}</summary>${block(schema)}</details>` +
        (example === undefined ? '' : `<p>For example:</p>${block(example)}`),
    )
    .join('');

function operationOf(method: string, path: string, operation: Operation): string {
  const parameters = (operation.parameters ?? [])
    .map(
      ({ name, in: place, required, description }) =>
        `<li><code>${text(name)}</code> (${text(place)}${required ? ', required' : ''})${description ? ` ${prose(description)}` : ''}</li>`,
    )
    .join('');
  const answers = Object.entries(operation.responses)
    .map(([status, { description, content }]) => {
      const isProblem = content?.['application/problem+json'] !== undefined;
      return `<li><b>${text(status)}</b> ${text(description)}${isProblem ? '' : contents('Answer', content)}</li>`;
    })
    .join('');
  return `<section id="${anchor(method, path)}">
<h3><code>${method.toUpperCase()} ${text(path)}</code></h3>
<p>${prose(operation.summary)}${operation.description ? ` ${prose(operation.description)}` : ''}</p>
${parameters ? `<ul>${parameters}</ul>` : ''}${contents('Body', operation.requestBody?.content)}<ul>${answers}</ul>
</section>`;
}

const STYLE = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;padding:1rem;max-width:60rem}
pre{overflow:auto;padding:.75rem;border:1px solid}section{border-top:1px solid;margin-top:1.5rem}summary{cursor:pointer;min-height:1.5rem}
code{overflow-wrap:anywhere}`;

/** The description as one page that needs no script: for people with a screen reader, a printer, or a slow line. */
export function apiPage(document: Json, nonce: string): string {
  const { info, paths } = document as { info: { title: string; description: string }; paths: Record<string, Record<string, Operation>> };
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(all.flatMap(({ operation }) => operation.tags))];
  const of = (tag: string) => all.filter(({ operation }) => operation.tags.includes(tag));
  const listed = tags
    .map(
      (tag) =>
        `<li>${text(tag)}<ul>${of(tag)
          .map(
            ({ method, path, operation }) =>
              `<li><a href="#${anchor(method, path)}"><code>${method.toUpperCase()} ${text(path)}</code></a> ${prose(operation.summary)}</li>`,
          )
          .join('')}</ul></li>`,
    )
    .join('');
  const described = tags
    .map(
      (tag) =>
        `<h2>${text(tag)}</h2>${of(tag)
          .map(({ method, path, operation }) => operationOf(method, path, operation))
          .join('')}`,
    )
    .join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(info.title)}</title>
<style nonce="${text(nonce)}">${STYLE}</style></head>
<body><main><h1>${text(info.title)}</h1><p>${prose(info.description)}</p>
<p>As data: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p><nav aria-label="Routes"><ul>${listed}</ul></nav>
${described}</main></body></html>
`;
}

/** `GET /api/openapi.json` and `GET /api/docs`. */
export function apiDocsRoutes(document: Json): Router {
  const router = Router();
  router.get('/api/openapi.json', (_request, response) => {
    response.setHeader('cache-control', 'public, max-age=300');
    response.json(document);
  });
  router.get('/api/docs', (_request, response) => {
    response.setHeader('cache-control', 'no-store');
    response.type('html').send(apiPage(document, String(response.locals['nonce'])));
  });
  return router;
}
