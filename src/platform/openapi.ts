import { z } from 'zod';

/** A route as the description of the API needs it. */
export interface DescribedRoute {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As Express writes it. */
  readonly path: string;
  readonly tag: string;
  readonly does: string;
  /** Who may, as a word of the access table; null for everybody. */
  readonly access: string | null;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Absent where the answer is no JSON: then `media` says what it is. */
  readonly answer?: z.ZodType;
  readonly media?: string;
  readonly status?: number;
  readonly examples?: { readonly body?: unknown; readonly answer?: unknown };
}

type Json = Readonly<Record<string, unknown>>;

const schemaOf = (type: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' }) as Record<string, unknown>;
  return schema;
};

const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

function queryOf(query: z.ZodType | undefined): readonly Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = schemaOf(query, 'input') as { properties?: Record<string, unknown>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));
}

const header = (name: string, description: string, example: string): Json => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
  example,
});

/** Some example that the schema allows, from the one that the route gives. */
const withExample = (schema: Json, example: unknown): Json => ({ schema, ...(example === undefined ? {} : { example }) });

function operationOf(route: DescribedRoute): Json {
  const writes = route.method !== 'get';
  const staff = route.access !== null;
  const parameters = [
    ...[...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...queryOf(route.query),
    ...(writes && staff
      ? [header('Idempotency-Key', 'Makes sure that what is sent twice is done once.', '4f1c2f0e-6f0b-4a5e-9d57-1f4f6f3c0a11')]
      : []),
    ...(writes && route.body && 'version' in ((schemaOf(route.body, 'input')['properties'] as object | undefined) ?? {})
      ? [header('If-Match', 'The ETag of the record as it was read; then the body may leave out `version`.', '"v3.9vXb2Qm1f0aKc7dZ"')]
      : []),
  ];
  const media = route.media ?? 'application/json';
  return {
    tags: [route.tag],
    summary: route.does,
    ...(staff ? { description: `Access: \`${route.access}\`.`, security: [{ session: [] }] } : { security: [] }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': withExample(schemaOf(route.body, 'input'), route.examples?.body) },
          },
        }
      : {}),
    responses: {
      [String(route.status ?? 200)]: {
        description: 'Done.',
        content: {
          [media]: route.answer ? withExample(schemaOf(route.answer, 'output'), route.examples?.answer) : { schema: { type: 'string' } },
        },
      },
      ...(route.body || route.query ? { 400: problem('The request does not have the expected form.') } : {}),
      ...(staff ? { 401: problem('Nobody is signed in.'), 403: problem('Your role, or whose record it is, does not allow it.') } : {}),
      ...(route.path.includes(':') ? { 404: problem('There is no such record, or none that you may know of.') } : {}),
      ...(writes && staff ? { 409: problem('It has changed since you saw it, or is still being done.') } : {}),
      429: problem('Too many requests; `Retry-After` says when.'),
    },
  };
}

/** OpenAPI 3.1, made of the same schemas that read the requests. */
export function openApi(
  routes: readonly DescribedRoute[],
  about: { readonly title: string; readonly version: string; readonly description: string; readonly problem: z.ZodType },
): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: about.title, version: about.version, description: about.description, license: { name: 'MIT', identifier: 'MIT' } },
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: schemaOf(about.problem, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'firststep.session_token' } },
    },
  };
}
