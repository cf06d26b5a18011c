import { describe, expect, it, vi } from 'vitest';
import { lazily } from './lazy.ts';

const withArea = lazily<{ readonly side: number }, { readonly area: number; readonly label: string }>({
  area: ({ side }) => side * side,
  label: ({ side }) => `square of ${side}`,
});

describe('lazily', () => {
  it('makes a member when it is first read, and keeps it', () => {
    const make = vi.fn(() => ({}));
    const lazy = lazily<undefined, { readonly thing: object }>({ thing: make })({}, undefined);
    expect(make).not.toHaveBeenCalled();
    expect(lazy.thing).toBe(lazy.thing);
    expect(make).toHaveBeenCalledOnce();
  });

  it('gives every object its own', () => {
    const [two, three] = [withArea({}, { side: 2 }), withArea({}, { side: 3 })];
    expect([two.area, three.area, two.label]).toEqual([4, 9, 'square of 2']);
  });

  it('is like an ordinary object to who spreads or writes it', () => {
    const lazy = withArea({ name: 'Ada' }, { side: 2 });
    expect({ ...lazy }).toEqual({ name: 'Ada', area: 4, label: 'square of 2' });
    expect(JSON.parse(JSON.stringify(lazy))).toEqual({ name: 'Ada', area: 4, label: 'square of 2' });
  });

  it('shares one getter among all objects of a kind', () => {
    const getter = (lazy: object) => Object.getOwnPropertyDescriptor(lazy, 'area')?.get;
    expect(getter(withArea({}, { side: 2 }))).toBe(getter(withArea({}, { side: 3 })));
  });
});
