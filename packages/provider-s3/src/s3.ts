import { defineProvider, type Runtime, systemRuntime } from '@buttdial/core';
import { z } from 'zod';
import { openApi } from './api.ts';
import { createFiles } from './files.ts';

const config = z.object({
  accessKeyId: z.string().min(1).meta({ env: 'AWS_ACCESS_KEY_ID', label: 'Access key id' }),
  secretAccessKey: z.string().min(1).meta({
    env: 'AWS_SECRET_ACCESS_KEY',
    secret: true,
    label: 'Secret access key',
    help: 'Of a user that may read, write, delete and list in the one bucket, and nothing else.',
  }),
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'A bucket is named with 3 to 63 small letters, digits, "." and "-".')
    .meta({ env: 'S3_BUCKET', label: 'Bucket', help: 'Closed to the public. Butt-Dial is its only user.' }),
  region: z.string().min(1).default('us-east-1').meta({ env: 'S3_REGION', label: 'Region', help: '"auto" for R2.' }),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      env: 'S3_BASE_URL',
      label: 'Base URL',
      help: 'Of another vendor than Amazon. Buckets are then named in the path, not in the host.',
    }),
  timeoutMs: z.coerce.number<number | string>().int().positive().default(30_000).meta({
    env: 'S3_TIMEOUT_MS',
    label: 'Timeout in milliseconds',
    help: 'For each request until its answer begins.',
  }),
});

/** What S3 asks for. Durations in milliseconds. Without a `baseUrl` it is Amazon's. */
export type S3Config = z.input<typeof config>;

/**
 * Files in a bucket of Amazon S3, Cloudflare R2, MinIO or Supabase Storage.
 * @param runtime the world it lives in; this machine's clock and network unless told.
 * @throws z.ZodError when the configuration is not of the described shape.
 * @example
 * const { files } = createS3({ accessKeyId, secretAccessKey, bucket: 'recordings', region: 'eu-central-1' });
 * await files.put({ key: 'recordings/42', contentType: 'audio/wav', body }, { signal });
 */
export function createS3(given: S3Config, runtime: Runtime = systemRuntime()) {
  return create(config.parse(given), runtime);
}

function create(settings: z.output<typeof config>, runtime: Runtime) {
  const api = openApi(settings, runtime);
  return { files: createFiles(api), check: api.check };
}

/** The definition a server loads. */
export const s3 = defineProvider({ contract: 1, name: 's3', config, create });
