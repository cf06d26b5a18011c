import { ButtdialError, type Fault, type FilesCall, type Runtime } from '@buttdial/core';
import { failure, faultFrom } from '@buttdial/core/adapter';
import { s3Faults } from './faults.ts';
import { type Account, signer, transport } from './transport.ts';

type Sdk = typeof import('@aws-sdk/client-s3');
type Client = InstanceType<Sdk['S3Client']>;

/** What one piece of work with the SDK gets: its commands, a client, the bucket and how to stop. */
export interface Hands {
  readonly sdk: Sdk;
  readonly client: Client;
  readonly bucket: string;
  readonly options: { readonly abortSignal: AbortSignal };
  /** For what is to be done whatever became of the caller. */
  readonly timeout: Runtime['timeout'];
}

/** S3's API through Amazon's SDK, with our transport and clock under it. */
export interface Api {
  /**
   * @param when `missing` is returned when there is no such file.
   * @throws the signal's reason when aborted; ButtdialError when the storage refuses or does not answer.
   */
  ask<Value, Missing = never>(
    call: FilesCall,
    work: (hands: Hands) => Promise<Value>,
    when?: { readonly missing: Missing },
  ): Promise<Value | Missing>;
  presign(key: string, expiresInSeconds: number): Promise<URL>;
  check(call: FilesCall): Promise<Fault | undefined>;
}

export function openApi(account: Account, runtime: Runtime): Api {
  let opened: Promise<{ readonly sdk: Sdk; readonly client: Client }> | undefined;
  // The SDK is large: it is loaded by the first request, not by importing this package.
  const open = () => {
    opened ??= connect(account, runtime);
    return opened;
  };
  const handsFor = async (call: FilesCall): Promise<Hands> => {
    call.signal.throwIfAborted();
    return {
      ...(await open()),
      bucket: account.bucket,
      options: { abortSignal: call.signal },
      timeout: runtime.timeout,
    };
  };
  return {
    async ask(call, work, when) {
      const hands = await handsFor(call);
      try {
        return await work(hands);
      } catch (error) {
        call.signal.throwIfAborted();
        if (when && statusOf(error) === 404 && nameOf(error) !== 'NoSuchBucket') return when.missing;
        throw refusal(error, runtime);
      }
    },
    async presign(key, expiresInSeconds) {
      const { sdk, client } = await open();
      const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
      const command = new sdk.GetObjectCommand({ Bucket: account.bucket, Key: key });
      return new URL(await getSignedUrl(client, command, { expiresIn: expiresInSeconds, signingDate: runtime.now() }));
    },
    async check(call) {
      const { sdk, client, bucket, options } = await handsFor(call);
      try {
        await client.send(new sdk.ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), options);
        return undefined;
      } catch (error) {
        call.signal.throwIfAborted();
        return faultOf(error, runtime) ?? unreached;
      }
    },
  };
}

async function connect(account: Account, runtime: Runtime) {
  const sdk = await import('@aws-sdk/client-s3');
  const { accessKeyId, secretAccessKey, region, baseUrl } = account;
  const client = new sdk.S3Client({
    credentials: { accessKeyId, secretAccessKey },
    region,
    endpoint: baseUrl ?? amazon(region),
    forcePathStyle: baseUrl !== undefined,
    requestHandler: transport(runtime, account.timeoutMs),
    signer: () => signer(account, runtime),
    maxAttempts: 1,
    retryMode: 'standard',
    // Checksums beyond the signed hash of each body are unknown to R2, MinIO and Supabase of some age.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Fetch sends no Expect header.
    expectContinueHeader: false,
    // Named, because the SDK would look for whatever is absent in the environment and in ~/.aws.
    defaultsMode: 'standard',
    authSchemePreference: [],
    sigv4aSigningRegionSet: [],
    disableS3ExpressSessionAuth: true,
    useArnRegion: false,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: '',
    defaultUserAgentProvider: async () => [['buttdial', '1']],
  });
  return { sdk, client };
}

// Named too: the SDK would take another from AWS_ENDPOINT_URL.
function amazon(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

const unreached: Fault = { kind: 'unavailable', message: 'The storage could not be reached.' };

/** Anything but an answer of the storage is a failed connection, a timeout or a stream of the caller that broke. */
function refusal(error: unknown, runtime: Runtime): unknown {
  const fault = faultOf(error, runtime);
  if (!fault) return isUnreached(error) ? new ButtdialError('unavailable', unreached.message, { cause: error }) : error;
  return failure(fault);
}

function faultOf(error: unknown, runtime: Runtime): Fault | undefined {
  const status = statusOf(error);
  if (status === undefined) return undefined;
  return faultFrom({ status, headers: new Headers(), vendorCode: nameOf(error), now: runtime.now() }, s3Faults);
}

function statusOf(error: unknown): number | undefined {
  const metadata = typeof error === 'object' && error !== null ? Reflect.get(error, '$metadata') : undefined;
  const status: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined;
  return typeof status === 'number' ? status : undefined;
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : undefined;
}

// What fetch rejects with: a TypeError with the cause in it, or the reason of the timeout.
function isUnreached(error: unknown): boolean {
  return (error instanceof TypeError && error.message === 'fetch failed') || nameOf(error) === 'TimeoutError';
}
