import { isFunction } from './globals.ts';
import { childrenOf, type Node, type Source } from './source.ts';
import { type Entries, isShipped, isTest, type Package } from './workspace.ts';

const limits = { file: 400, function: 40, parameters: 3, median: 150 };

/** Files that nobody reads in one go. Generated files say so in their first line. */
export function lengthProblems(source: Source): string[] {
  return source.lines > limits.file && !isGenerated(source)
    ? [`${source.path} has ${source.lines} lines, ${limits.file} are the limit`]
    : [];
}

/** The middle length of the files that ship, and what is wrong with it. */
export function medianLength(sources: readonly Source[]): { lines: number; problems: string[] } {
  const lengths = sources.filter(each => isShipped(each.path) && !isGenerated(each)).map(each => each.lines);
  const lines = lengths.sort((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0;
  return {
    lines,
    problems: lines > limits.median ? [`the median file has ${lines} lines, ${limits.median} are the limit`] : [],
  };
}

/** Functions over the limit. The lines of the functions inside are counted there, so a factory of closures may be long. */
export function functionProblems(source: Source): string[] {
  if (isTest(source.path) || isGenerated(source)) return [];
  const problems: string[] = [];
  const visit = (node: Node): number => {
    const inside = childrenOf(node).reduce((sum, child) => sum + visit(child), 0);
    if (!isFunction(node)) return inside;
    const all = source.lineAt(node.end) - source.lineAt(node.start) + 1;
    const where = `${source.path}:${source.lineAt(node.start)}`;
    if (all - inside > limits.function)
      problems.push(`${where} is a function of ${all - inside} lines, ${limits.function} are the limit`);
    const parameters = (node.params as Node[]).length;
    if (parameters > limits.parameters)
      problems.push(`${where} is a function of ${parameters} parameters, ${limits.parameters} are the limit`);
    // A function on one line takes no line away from the one around it.
    return all > 1 ? all - 1 : 0;
  };
  source.body.forEach(visit);
  return problems;
}

/** Files inside a package that do nothing but pass on what other files export. Only what package.json exports may. */
export function barrelProblems(pkg: Package): string[] {
  const roots = entryFiles(pkg.manifest.exports).map(file => `${pkg.dir}/${file}`);
  return pkg.sources
    .filter(source => isShipped(source.path) && !roots.includes(source.path) && isBarrel(source))
    .map(source => `${source.path} only passes on other files: import them where they are`);
}

/** The source files behind the entries of `exports`, relative to the package. */
export function entryFiles(exports: Entries | undefined): string[] {
  return Object.values(exports ?? {})
    .map(entry => (typeof entry === 'string' ? undefined : entry['@buttdial/source']))
    .filter(file => file !== undefined)
    .map(file => file.replace(/^\.\//, ''));
}

function isGenerated(source: Source): boolean {
  return /^\s*(\/\/|\/\*\*?) *generated/i.test(source.text);
}

function isBarrel(source: Source): boolean {
  const passesOn = (node: Node) =>
    node.type === 'ExportAllDeclaration' ||
    (node.type === 'ExportNamedDeclaration' && node.source !== null && node.source !== undefined);
  return source.body.some(passesOn) && source.body.every(node => passesOn(node) || node.type === 'ImportDeclaration');
}
