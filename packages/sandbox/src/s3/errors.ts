/** A refusal of S3: its HTTP status and its code. */
export class S3Error extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.name = 'S3Error';
    this.status = status;
    this.code = code;
  }
}
