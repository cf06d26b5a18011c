import type { Provider, ProviderDefinition, Runtime } from '@buttdial/core';
import type { ProviderRecipe } from '@buttdial/switchboard';

const recipes = new WeakMap<Provider, { readonly recipe: ProviderRecipe; readonly runtime: Runtime }>();

type Settings = ProviderRecipe['settings'];

/** A provider of checked settings, or what is wrong with them. */
export type Made =
  | { readonly provider: Provider }
  | { readonly issues: NonNullable<ReturnType<ProviderDefinition['config']['safeParse']>['error']>['issues'] };

/** Makes a provider and remembers how, so that a media process can make it once more. `name`: the package, as it was found. */
export function makeProvider(
  { name, definition }: { readonly name: string; readonly definition: ProviderDefinition },
  settings: Settings,
  runtime: Runtime,
): Made {
  const parsed = definition.config.safeParse(settings);
  if (!parsed.success) return { issues: parsed.error.issues };
  const provider = definition.create(parsed.data, runtime);
  recipes.set(provider, { recipe: { name, settings }, runtime });
  return { provider };
}

/** How a provider of this world was made; undefined for one that was not made from settings, or lives in another world. Secrets are in it. */
export function recipeOf(provider: Provider, runtime: Runtime): ProviderRecipe | undefined {
  const known = recipes.get(provider);
  return known?.runtime === runtime ? known.recipe : undefined;
}
