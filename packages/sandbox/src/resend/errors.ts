/** The error names of Resend with their HTTP status. `validation_error` comes with several. */
const statuses = {
  validation_error: 422,
  missing_required_field: 422,
  invalid_attachment: 422,
  invalid_from_address: 422,
  invalid_idempotency_key: 400,
  missing_api_key: 401,
  invalid_api_key: 403,
  not_found: 404,
  method_not_allowed: 405,
  invalid_idempotent_request: 409,
  rate_limit_exceeded: 429,
  application_error: 500,
  service_unavailable: 503,
} as const;
type ResendErrorName = keyof typeof statuses;

/** A refusal before it becomes an answer. */
export interface ResendRefusal {
  readonly name: ResendErrorName;
  readonly message: string;
  readonly statusCode?: number;
}

/** An error answer as Resend writes it. */
export function resendError({ name, message, statusCode = statuses[name] }: ResendRefusal): Response {
  return Response.json({ statusCode, name, message }, { status: statusCode });
}
