/** @module Files on the local disk for Butt-Dial. Works alone: `createDisk({ directory }).files.put(file, { signal })`. */
import { disk } from './disk.ts';

export { createDisk, type DiskConfig } from './disk.ts';
export default disk;
