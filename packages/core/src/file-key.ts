import type { NewFile } from './capabilities.ts';
import { ButtdialError } from './error.ts';

const segment = /^[\w-][\w.-]{0,99}$/;

/**
 * A file key is up to 512 characters of letters, digits, `_`, `-`, `.` in segments between slashes; no segment begins with
 * a dot, so none leads out of a folder. Nobody's address belongs into it: keys show in vendors' consoles and in paths.
 * @throws ButtdialError `invalid-input` for any other text.
 */
export function assertFileKey(key: string): void {
  if (key.length <= 512 && key.split('/').every(part => segment.test(part))) return;
  throw new ButtdialError('invalid-input', 'This is not the key of a file.', {
    field: 'key',
    remedy: 'Use letters, digits, "_", "-" and "." in segments between slashes, none of which begins with a dot.',
  });
}

/**
 * Checks what a store is about to keep.
 * @throws ButtdialError `invalid-input` for no file key, or a content type that is no short line of ASCII.
 */
export function assertNewFile({ key, contentType }: Pick<NewFile, 'key' | 'contentType'>): void {
  assertFileKey(key);
  if (contentType.length <= 200 && /^[\x21-\x7e][\x20-\x7e]*$/.test(contentType)) return;
  throw new ButtdialError('invalid-input', 'This is not a content type.', {
    field: 'contentType',
    remedy: 'Give a media type such as audio/wav.',
  });
}
