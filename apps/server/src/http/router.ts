import type { Result, Router } from 'hono/router';
import { TrieRouter } from 'hono/router/trie-router';

/**
 * Hono's router for patterns of any kind walks its tree for every request. Most of our addresses are fixed, and the answer
 * for one of them is always the same: that one is found once.
 */
export function createRouter<Handler>(): Router<Handler> {
  const routes = new TrieRouter<Handler>();
  const fixed = new Set<string>();
  /** By method, then by address; only what we offer, never what a stranger made up. */
  const found = new Map<string, Map<string, Result<Handler>>>();
  return {
    name: 'FixedFirst',
    add(method, path, handler) {
      routes.add(method, path, handler);
      if (!/[:*]/.test(path)) fixed.add(path);
      found.set(method, new Map());
      for (const known of found.values()) known.clear();
    },
    match(method, path) {
      const known = found.get(method);
      const before = known?.get(path);
      if (before) return before;
      const result = routes.match(method, path);
      if (fixed.has(path)) known?.set(path, result);
      return result;
    },
  };
}
