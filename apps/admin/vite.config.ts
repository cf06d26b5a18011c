import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

// Compressed once, here, so that the server only passes files on.
function precompressed(): Plugin {
  return {
    name: 'precompressed',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|svg|webmanifest)$/.test(name)) continue;
        const content = readFileSync(join(dir, name));
        const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(content, { params }));
        writeFileSync(join(dir, `${name}.gz`), gzipSync(content));
      }
    },
  };
}

const alwaysNeeded =
  /node_modules[\\/](react|react-dom|scheduler|use-sync-external-store|lucide-react|@tanstack[\\/](react-router|router-core|history|react-query|query-core|react-store|store))[\\/]/;

export default defineConfig({
  base: '/admin/',
  plugins: [react(), tailwindcss(), precompressed()],
  resolve: { conditions: ['@buttdial/source', 'module', 'browser', 'development|production'] },
  build: {
    target: 'es2022',
    manifest: 'manifest.json',
    // Data URLs of fonts and scripts are what the page's own rules forbid.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A few files that are always needed, instead of one for every icon.
    rolldownOptions: {
      output: {
        advancedChunks: {
          groups: [
            { name: 'vendor', test: alwaysNeeded },
            {
              name: 'frame',
              test: /src[\\/](ui[\\/](?!dialog|scroller|credential-form)|data[\\/]|shell[\\/](?!palette|keys-help))/,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3100', '/admin/api': 'http://127.0.0.1:3100' } },
});
