import 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A real PostgreSQL server; make a database of your own in it. */
    postgresUrl: string;
  }
}
