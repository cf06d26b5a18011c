import { cpSync } from 'node:fs';
import { defineConfig } from 'tsup';

// One file starts several times faster, and in a third of the memory, than the same modules read one by one.
export default defineConfig({
  // What a media process runs is built after it, by itself: shared pieces would cost the server some megabytes.
  entry: ['src/main.ts'],
  format: 'esm',
  target: 'node22',
  sourcemap: true,
  clean: true,
  noExternal: [
    /^@buttdial\/(?!provider-)/,
    'hono',
    '@hono/node-server',
    'commander',
    'pino',
    'prom-client',
    'undici',
    /^@modelcontextprotocol\//,
  ],
  external: [/^@buttdial\/provider-/],
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);",
  },
  // The built admin app travels with the server: whoever installs one has the other.
  onSuccess: async () => cpSync('node_modules/@buttdial/admin/dist', 'dist/admin', { recursive: true }),
  esbuildOptions(options) {
    options.conditions = ['@buttdial/source', ...(options.conditions ?? [])];
  },
});
