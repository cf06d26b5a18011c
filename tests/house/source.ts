import { parseSync } from 'oxc-parser';

/** A node of the syntax tree, as far as the house rules look at it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** One import or re-export. `names` are the imported names; `*` stands for the whole module. */
interface Import {
  readonly from: string;
  readonly names: readonly string[];
  readonly line: number;
}

interface Comment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** A parsed source file. `path` is relative to the root of the repository, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly body: readonly Node[];
  readonly imports: readonly Import[];
  readonly comments: readonly Comment[];
  readonly lines: number;
  lineAt(offset: number): number;
}

/** @throws when the file does not parse. */
export function parseSource(path: string, text: string): Source {
  const parsed = parseSync(path, text);
  if (parsed.errors.length > 0) throw new Error(`${path} does not parse: ${parsed.errors[0]!.message}`);
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const comments = parsed.comments.map(each => ({
    text: each.value,
    start: each.start,
    end: each.end,
    line: lineAt(each.start),
  }));
  const body = parsed.program.body as unknown as readonly Node[];
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return { path, text, body, imports: importsOf(body, lineAt), comments, lines, lineAt };
}

/** Calls `visit` for a node and everything below it; returning false leaves out what is below. */
function walk(node: Node, visit: (node: Node, parent: Node | undefined) => unknown, parent?: Node): void {
  if (visit(node, parent) === false) return;
  for (const child of childrenOf(node)) walk(child, visit, node);
}

export function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flatMap(value => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (typeof node.name === 'string') return node.name;
  return typeof node.value === 'string' ? node.value : undefined;
}

function importsOf(body: readonly Node[], lineAt: (offset: number) => number): Import[] {
  const found: Import[] = [];
  const add = (node: Node, names: readonly string[]) => {
    const from = nameOf(node.source);
    if (from !== undefined) found.push({ from, names, line: lineAt(node.start) });
  };
  for (const statement of body) {
    walk(statement, node => {
      if (node.type === 'ImportDeclaration') add(node, (node.specifiers as Node[]).map(importedName));
      if (node.type === 'ExportAllDeclaration' || node.type === 'ImportExpression' || node.type === 'TSImportType')
        add(node, ['*']);
      if (node.type === 'ExportNamedDeclaration')
        add(
          node,
          (node.specifiers as Node[]).map(each => nameOf(each.local) ?? '*'),
        );
    });
  }
  return found;
}

function importedName(specifier: Node): string {
  if (specifier.type === 'ImportSpecifier') return nameOf(specifier.imported) ?? '*';
  return specifier.type === 'ImportDefaultSpecifier' ? 'default' : '*';
}
