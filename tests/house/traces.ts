import type { Source } from './source.ts';

/** Comments that tell a checker to look away. */
export function suppressionProblems(source: Source): string[] {
  const words = /biome-ignore|@ts-(ignore|expect-error|nocheck)|eslint-disable|prettier-ignore|(v8|c8|istanbul) ignore/;
  return source.comments
    .filter(each => words.test(each.text))
    .map(each => `${source.path}:${each.line} suppresses a check`);
}

/** A lockfile that names a host works only where that host is reachable. */
export function lockfileProblems(path: string, text: string): string[] {
  return linesWith(path, text, /tarball:|:\/\//).map(where => `${where} names a host`);
}

// Spelled with brackets so that this file is not its own first finding.
const hosts = /[a-z0-9.-]*(npmj[s]|yarnpk[g]|debia[n])\.(org|com|net)\b/i;
const places = /(^|[^\w.\-/:])\/(home|Users|root|wor[k]|far[m]|workspace|builds)\/[\w.-]|\b[A-Z]:\\Users\\/;
const outside = /\.\.\/share[d]\//;

/** Registry hosts, and paths that exist on one machine only. */
export function placeProblems(path: string, text: string): string[] {
  return [
    ...linesWith(path, text, hosts).map(where => `${where} names a registry host`),
    ...linesWith(path, text, places).map(where => `${where} names a place on somebody's machine`),
    ...(path === '.ci/run'
      ? []
      : linesWith(path, text, outside).map(where => `${where} names a folder outside the repository`)),
  ];
}

function linesWith(path: string, text: string, pattern: RegExp): string[] {
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : []));
}
