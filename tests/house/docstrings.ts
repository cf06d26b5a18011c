import { posix } from 'node:path';
import { entryFiles } from './shape.ts';
import { isNode, type Node, nameOf, type Source } from './source.ts';
import type { Package } from './workspace.ts';

/** A file, and the files around it that it may pass on. */
interface Place {
  readonly source: Source;
  readonly files: ReadonlyMap<string, Source>;
}

type Found = { readonly source: Source; readonly node: Node } | 'elsewhere' | undefined;

/** Every name a package exports needs a docstring where it is defined, not where it is passed on. */
export function docstringProblems(pkg: Package): string[] {
  const files = new Map(pkg.sources.map(source => [source.path, source]));
  return entryFiles(pkg.manifest.exports).flatMap(entry => {
    const source = files.get(`${pkg.dir}/${entry}`);
    if (!source) return [`${pkg.dir}/package.json exports ${entry}, which does not exist`];
    return [...exportedNames({ source, files })].flatMap(name => exportProblems(name, { source, files }));
  });
}

function exportProblems(name: string, place: Place): string[] {
  const found = definitionOf(name, place);
  if (found === 'elsewhere') return [];
  if (found === undefined) return [`${place.source.path} exports ${name}, whose definition was not found`];
  const where = `${found.source.path}:${found.source.lineAt(found.node.start)}`;
  return hasDocstring(found.source, found.node) ? [] : [`${where} ${name} has no docstring`];
}

function exportedNames(place: Place): Set<string> {
  return new Set(place.source.body.flatMap(node => namesExportedBy(node, place)));
}

function namesExportedBy(node: Node, place: Place): string[] {
  if (node.type === 'ExportDefaultDeclaration') return ['default'];
  if (node.type === 'ExportAllDeclaration') {
    if (isNode(node.exported)) return [nameOf(node.exported)!];
    const next = placeBehind(node, place);
    return next ? [...exportedNames(next)].filter(name => name !== 'default') : [];
  }
  if (node.type !== 'ExportNamedDeclaration') return [];
  const declared = isNode(node.declaration) ? declaredNames(node.declaration) : [];
  return [...(node.specifiers as Node[]).map(each => nameOf(each.exported)!), ...declared];
}

function definitionOf(name: string, place: Place): Found {
  for (const node of place.source.body) {
    if (node.type === 'ExportDefaultDeclaration' && name === 'default') {
      const local = nameOf(node.declaration);
      return local === undefined ? { source: place.source, node } : localDefinition(local, place);
    }
    if (node.type !== 'ExportNamedDeclaration') continue;
    if (isNode(node.declaration) && declaredNames(node.declaration).includes(name))
      return { source: place.source, node };
    const specifier = (node.specifiers as Node[]).find(each => nameOf(each.exported) === name);
    if (!specifier) continue;
    const local = nameOf(specifier.local)!;
    return isNode(node.source) ? passedOn(local, node, place) : localDefinition(local, place);
  }
  const stars = place.source.body.filter(node => node.type === 'ExportAllDeclaration');
  return stars.map(node => passedOn(name, node, place)).find(found => found !== undefined);
}

function localDefinition(name: string, place: Place): Found {
  for (const node of place.source.body) {
    const declaration = isNode(node.declaration) ? node.declaration : node;
    if (declaredNames(declaration).includes(name)) return { source: place.source, node };
    if (node.type !== 'ImportDeclaration') continue;
    const specifier = (node.specifiers as Node[]).find(each => nameOf(each.local) === name);
    if (specifier) return passedOn(nameOf(specifier.imported) ?? 'default', node, place);
  }
  return undefined;
}

// What comes from another package is documented there.
function passedOn(name: string, node: Node, place: Place): Found {
  const next = placeBehind(node, place);
  if (next) return definitionOf(name, next);
  return nameOf(node.source)!.startsWith('.') ? undefined : 'elsewhere';
}

function placeBehind(node: Node, { source, files }: Place): Place | undefined {
  const path = posix.normalize(posix.join(posix.dirname(source.path), nameOf(node.source)!));
  const next = files.get(path);
  return next && { source: next, files };
}

function declaredNames(declaration: Node): string[] {
  if (declaration.type === 'VariableDeclaration')
    return (declaration.declarations as Node[]).flatMap(each => nameOf(each.id) ?? []);
  return isNode(declaration.id) ? [nameOf(declaration.id)!] : [];
}

// A comment about the module in front of the first definition does not document that definition.
function hasDocstring(source: Source, node: Node): boolean {
  return source.comments.some(
    comment =>
      comment.end <= node.start &&
      source.text.slice(comment.end, node.start).trim() === '' &&
      /^\*(?!\s*@module)[\s\S]*\w{2}/.test(comment.text),
  );
}
