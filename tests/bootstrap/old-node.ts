import { parseSync, visitorKeys } from 'oxc-parser';

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

// ES5, and nothing else: whoever starts with an old Node has to get as far as the message that says so.
const allowed = new Set(
  `Program Directive ExpressionStatement BlockStatement EmptyStatement ReturnStatement IfStatement SwitchStatement SwitchCase BreakStatement ContinueStatement
  ForStatement ForInStatement WhileStatement DoWhileStatement TryStatement CatchClause ThrowStatement VariableDeclaration VariableDeclarator FunctionDeclaration
  FunctionExpression Identifier Literal MemberExpression CallExpression NewExpression ConditionalExpression LogicalExpression BinaryExpression UnaryExpression
  UpdateExpression AssignmentExpression SequenceExpression ParenthesizedExpression ObjectExpression Property ArrayExpression ThisExpression`.split(
    /\s+/,
  ),
);
const builtins = ['child_process', 'fs', 'os', 'path'];
const newer = new Set(
  'at replaceAll hasOwn findLast findLastIndex toSorted toReversed structuredClone any allSettled cp'.split(' '),
);
const globals = new Set(['fetch', 'structuredClone', 'AbortController', 'WebSocket']);

/** What in a CommonJS script an old Node would not understand. */
export function oldNodeProblems(text: string): string[] {
  const parsed = parseSync('script.cjs', text, { sourceType: 'commonjs' });
  if (parsed.errors.length > 0) return [`does not parse: ${parsed.errors[0]!.message}`];
  const problems: string[] = [];
  visit(parsed.program as unknown as Node, node => {
    const problem = problemOf(node);
    if (problem !== undefined) problems.push(problem);
  });
  return problems;
}

function problemOf(node: Node): string | undefined {
  if (!allowed.has(node.type)) return node.type;
  if (node.type === 'VariableDeclaration' && node.kind !== 'var') return String(node.kind);
  if (node.async === true || node.generator === true) return 'async or generator function';
  if (node.type === 'LogicalExpression' && node.operator === '??') return '??';
  if (node.type === 'AssignmentExpression' && ['??=', '||=', '&&=', '**='].includes(String(node.operator)))
    return String(node.operator);
  if (node.type === 'Property' && (node.shorthand === true || node.method === true || node.computed === true))
    return 'short property';
  const callee = node.callee as Node | undefined;
  if (callee?.name === 'require') return unknownModule(node);
  if (callee?.type === 'Identifier' && globals.has(String(callee.name))) return `the global ${callee.name}`;
  const property = (node.property as Node | undefined)?.name;
  return node.type === 'MemberExpression' && newer.has(String(property)) ? `the method ${property}` : undefined;
}

function unknownModule(call: Node): string | undefined {
  const wanted = (call.arguments as Node[])[0]?.value;
  return builtins.includes(String(wanted)) ? undefined : `require of ${wanted}`;
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const key of visitorKeys[node.type] ?? []) {
    for (const child of [node[key]].flat()) if (typeof child === 'object' && child !== null) visit(child as Node, see);
  }
}
