import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./src/schema.ts', './src/schema-tenants.ts'],
  out: './migrations',
});
