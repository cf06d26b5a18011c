import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: [
    './src/schema.ts',
    './src/schema-tenants.ts',
    './src/schema-pools.ts',
    './src/schema-calls.ts',
    './src/schema-people.ts',
  ],
  out: './migrations',
});
