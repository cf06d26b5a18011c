import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { changedEnvText } from './env-file.ts';

describe('a file of variables', () => {
  it.each([
    'plain',
    'with spaces and # hash',
    ' led and trailed ',
    "single ' quote",
    'double " quote',
    'both \' and "',
    'back\\slash and \\n',
    '$HOME and $(id)',
    'postgres://user:p%40ss@host:5432/db?sslmode=require',
    'כתובת 1, עיר',
    'a=b=c',
    '`tick`',
    `all ' " \``,
  ])('gives back what was put in: %s', value => {
    expect(parseEnv(changedEnvText('', { NAME: value }))).toEqual({ NAME: value });
  });

  it.each(['two\nlines', 'carriage\rreturn', 'null\0', ` all ' " \` `])('refuses what no line can hold: %j', value => {
    expect(() => changedEnvText('', { NAME: value })).toThrow('NAME');
  });

  it('changes, adds and takes out lines, and leaves the others as they are', () => {
    const before = '# a comment\n\nexport KEPT=1\nCHANGED=old # because\nGONE=x\n';
    const after = changedEnvText(before, { CHANGED: 'new', GONE: null, ADDED: 'yes', NEVER: null });
    expect(after).toBe('# a comment\n\nexport KEPT=1\nCHANGED=new\nADDED=yes\n');
  });

  it('does not touch a file that it does not understand', () => {
    expect(() => changedEnvText('NAME="first\nsecond"\n', { NAME: 'new' })).toThrow('cannot be changed safely');
    expect(() => changedEnvText('NAME=1\nNAME=2\n', { NAME: null, OTHER: '"' })).not.toThrow();
  });
});
