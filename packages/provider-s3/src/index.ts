/** @module S3 and what speaks its language for Butt-Dial. Works alone: `createS3({ accessKeyId, … }).files.put(file, { signal })`. */
import { s3 } from './s3.ts';

export { createS3, type S3Config } from './s3.ts';
export default s3;
