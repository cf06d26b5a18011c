import { childrenOf, isNode, type Node, nameOf, type Source } from './source.ts';

const functions = new Set(['fetch', 'setTimeout', 'setInterval']);
const members = new Set([
  'process.env',
  'process.hrtime',
  'Date.now',
  'Math.random',
  'AbortSignal.timeout',
  'performance.now',
  'crypto.randomUUID',
  'crypto.randomUUIDv7',
  'crypto.randomBytes',
  'crypto.getRandomValues',
]);
const imported: Readonly<Record<string, readonly string[]>> = {
  'node:crypto': ['randomUUID', 'randomUUIDv7', 'randomBytes', 'randomInt', 'getRandomValues'],
  'node:timers': ['setTimeout', 'setInterval'],
  'node:timers/promises': ['setTimeout', 'setInterval', 'scheduler'],
  'node:perf_hooks': ['performance'],
  'node:process': ['env', 'hrtime'],
};

// The client may import nothing of ours, so it has a runtime of its own.
const doors = ['packages/core/src/runtime.ts', 'packages/client/src/runtime.ts'];

/** Command line programs may touch the process, and a runtime is where the world comes in. */
export function mayTouchTheWorld(path: string): boolean {
  return doors.includes(path) || /\/src\/(cli(-[^/]*)?\.ts|cli\/|bin\/)/.test(path);
}

/** Clocks, randomness, timers, network and environment that do not come from `Runtime`. */
export function globalProblems(source: Source): string[] {
  const problems: string[] = [];
  const report = (node: Node, what: string) =>
    problems.push(`${source.path}:${source.lineAt(node.start)} uses ${what}`);
  for (const each of source.imports) {
    for (const name of each.names) {
      if (imported[each.from]?.includes(name))
        problems.push(`${source.path}:${each.line} imports ${name} from ${each.from}`);
    }
  }
  const program: Node = { type: 'Program', start: 0, end: source.text.length, body: source.body };
  visit(program, [], report);
  return problems;
}

type Report = (node: Node, what: string) => void;

function visit(node: Node, scopes: readonly Set<string>[], report: Report): void {
  if (isType(node)) return;
  const inner = opensScope(node) ? [...scopes, namesBoundIn(node)] : scopes;
  const found = forbidden(node, inner);
  if (found !== undefined) report(node, found);
  for (const child of valuesBelow(node)) visit(child, inner, report);
}

function forbidden(node: Node, scopes: readonly Set<string>[]): string | undefined {
  const bound = (name: string) => scopes.some(scope => scope.has(name));
  if (node.type === 'Identifier' && functions.has(nameOf(node)!) && !bound(nameOf(node)!))
    return `the global ${nameOf(node)}`;
  if (node.type === 'MemberExpression') {
    const path = memberPath(node).replace(/^(globalThis|global)\./, '');
    if (members.has(path)) return path;
    if (memberPath(node) === `globalThis.${path}` && functions.has(path)) return `globalThis.${path}`;
  }
  const isDate = nameOf(node.callee) === 'Date' && !bound('Date');
  if (isDate && node.type === 'NewExpression' && (node.arguments as Node[]).length === 0)
    return 'new Date() without an argument';
  return isDate && node.type === 'CallExpression' ? 'Date()' : undefined;
}

function memberPath(node: Node): string {
  if (node.type !== 'MemberExpression') return nameOf(node) ?? '';
  const property = node.property as Node;
  const isComputedName = node.computed === true && property.type === 'Identifier';
  return `${memberPath(node.object as Node)}.${isComputedName ? '[]' : nameOf(property)}`;
}

// Names of properties are no references: `runtime.fetch` and `{ fetch: … }` are what we want to see.
function valuesBelow(node: Node): Node[] {
  const skipped = new Set<unknown>();
  if (node.type === 'MemberExpression' && node.computed !== true) skipped.add(node.property);
  if ('key' in node && node.computed !== true) skipped.add(node.key);
  if (node.type.startsWith('Import') || node.type.startsWith('ExportSpecifier')) return [];
  return childrenOf(node).filter(child => !skipped.has(child));
}

function isType(node: Node): boolean {
  const wrapsValue = [
    'TSAsExpression',
    'TSSatisfiesExpression',
    'TSNonNullExpression',
    'TSInstantiationExpression',
    'TSExportAssignment',
  ];
  return node.type.startsWith('TS') && !wrapsValue.includes(node.type);
}

function opensScope(node: Node): boolean {
  return node.type === 'Program' || isFunction(node);
}

export function isFunction(node: Node): boolean {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type);
}

/** Parameters, variables, functions and imports of one function, whatever block they stand in. */
function namesBoundIn(scope: Node): Set<string> {
  const names = new Set<string>();
  const bind = (pattern: unknown) => {
    if (!isNode(pattern) || isType(pattern)) return;
    if (pattern.type === 'Identifier') names.add(nameOf(pattern)!);
    else if (pattern.type === 'AssignmentPattern') bind(pattern.left);
    else if (pattern.type === 'Property') bind(pattern.value);
    else childrenOf(pattern).forEach(bind);
  };
  const collect = (node: Node) => {
    if (node.type === 'VariableDeclarator') bind(node.id);
    if (node.type.startsWith('Import') && isNode(node.local)) bind(node.local);
    if (isFunction(node) && node !== scope) {
      if (node.type === 'FunctionDeclaration') bind(node.id);
      return;
    }
    childrenOf(node).forEach(collect);
  };
  for (const parameter of (scope.params as Node[] | undefined) ?? []) bind(parameter);
  collect(scope);
  return names;
}
