import { Ajv2020 } from 'ajv/dist/2020.js';

interface Content {
  readonly schema: object;
}

interface Operation {
  readonly responses: Record<string, { readonly content?: Record<string, Content> }>;
}

/** The part of an OpenAPI description that is looked at here. */
export interface Description {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: object;
}

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path);

/**
 * Holds answers to an OpenAPI description: each has to be of a described status and type, and of the
 * described shape. Keeps a list of which have come.
 */
export const createAnswerCheck = (description: Description) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', ...description });
  const seen = new Set<string>();

  /** What is not at a described address is none of its business. */
  const check = async (method: string, response: Response): Promise<void> => {
    const { pathname } = new URL(response.url);
    const path = Object.keys(description.paths).find((template) => matches(template, pathname));
    if (path === undefined) return;
    const operation = description.paths[path]?.[method.toLowerCase()];
    if (!operation) throw new Error(`${method} ${pathname} is not described.`);
    const answer = `${method} ${path} ${response.status}`;
    const described = operation.responses[response.status];
    if (!described) throw new Error(`${answer} is not described.`);
    const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
    const content = described.content?.[type];
    if (!content) throw new Error(`${answer} is not described as ${type}.`);
    seen.add(answer);
    if (!type.endsWith('json')) return;
    // The schemas refer to each other by their place in the description.
    const schema = JSON.parse(JSON.stringify(content.schema).replaceAll('"#/', '"api#/'));
    const body = await response.clone().json();
    if (!ajv.validate(schema, body)) {
      throw new Error(
        `${answer} is not as described: ${ajv.errorsText()}: ${JSON.stringify(body)}`,
      );
    }
  };

  const described = Object.entries(description.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  );

  return {
    check,
    /** Described, and no answer was of that kind. */
    unseen: (): string[] => described.filter((answer) => !seen.has(answer)),
  };
};
