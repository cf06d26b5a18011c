const seeded = Symbol('seeded');

interface Seeded<Seed> {
  readonly [seeded]: Record<symbol, unknown> & { readonly value: Seed };
}

/** How each late member of an object is made, from what its maker was given. */
export type Makers<Seed, Late> = { readonly [Name in keyof Late]-?: (seed: Seed) => Late[Name] };

/**
 * Prepares a kind of object of which some members are made when first read, and then kept. Reading, spreading and
 * `JSON.stringify` see them like any others.
 *
 * Call it once per kind. A getter written into an object literal gives every single object a hidden class of its own in V8,
 * and that keeps all the getter can see alive until the next full garbage collection.
 *
 * @returns a function that adds the late members to the object it is given, and returns it.
 */
export function lazily<Seed, Late extends object>(
  makers: Makers<Seed, Late>,
): <Plain extends object>(plain: Plain, seed: Seed) => Plain & Late {
  const late = (Object.keys(makers) as (keyof Late & string)[]).map(name => {
    const made = Symbol(name);
    const get = function (this: Seeded<Seed>): unknown {
      const seed = this[seeded];
      if (!(made in seed)) seed[made] = makers[name](seed.value);
      return seed[made];
    };
    return [name, { get, enumerable: true, configurable: true }] as const;
  });
  return (plain, seed) => {
    Object.defineProperty(plain, seeded, { value: { value: seed } });
    for (const [name, descriptor] of late) Object.defineProperty(plain, name, descriptor);
    return plain as typeof plain & Late;
  };
}
