import module from 'node:module';

// Node reads the manifest of a package again for every file of it, and that of drizzle-orm has 180 kB: a third of what a
// server needs to start from source. What is published has it bundled.
module.registerHooks?.({
  resolve: (specifier, context, next) =>
    /^\.\.?\/.*\.js$/.test(specifier) && context.parentURL?.includes('/node_modules/drizzle-orm/')
      ? { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true }
      : next(specifier, context),
});
