import type { FaultTable } from '@buttdial/core/adapter';

/** Error codes of S3, of Amazon and of others that speak its language. Source: "Error responses" of the S3 API reference. */
export const s3Faults: FaultTable = {
  AccessDenied: ['credentials', 'The access key may not do this in the bucket.'],
  AccountProblem: ['credentials', 'The storage account has a problem.'],
  AuthorizationHeaderMalformed: ['credentials', 'The region is not the one of the bucket.'],
  AuthorizationQueryParametersError: ['credentials', 'The region is not the one of the bucket.'],
  ExpiredToken: ['credentials', 'The credentials have expired.'],
  InvalidAccessKeyId: ['credentials', 'The storage does not know the access key id.'],
  PermanentRedirect: ['credentials', 'The bucket is in another region.'],
  RequestTimeTooSkewed: ['credentials', 'The clock of this machine is off by more than 15 minutes.'],
  SignatureDoesNotMatch: ['credentials', 'The secret access key is wrong.'],
  Unauthorized: ['credentials', 'The storage does not accept the credentials.'],

  EntityTooLarge: ['invalid', 'The file is larger than the storage takes.'],
  NoSuchBucket: ['invalid', 'There is no such bucket.'],
  NoSuchUpload: ['invalid', 'The upload was ended by somebody else.'],

  SlowDown: ['rate-limited', 'The storage asks to slow down.'],
  ThrottlingException: ['rate-limited', 'The storage asks to slow down.'],
  TooManyRequests: ['rate-limited', 'The storage asks to slow down.'],

  InternalError: ['unavailable', 'The storage reports an internal error.'],
  OperationAborted: ['unavailable', 'The storage is busy with a conflicting request.'],
  RequestTimeout: ['unavailable', 'The storage did not get the whole request in time.'],
  ServiceUnavailable: ['unavailable', 'The storage is not available.'],
  XMinioServerNotInitialized: ['unavailable', 'The storage is still starting.'],
};
