export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;
/** The average month of the Gregorian calendar, used for every limit that the law gives in months. */
export const monthMs = 30.4375 * dayMs;

const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;
const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Milliseconds since 1970 of an ISO 8601 instant with a zone, or undefined. Stricter than `Date.parse`, which reads
 * "1" as the year 2001 and takes a time without a zone for the host's own.
 */
export function readInstant(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (!shape.test(value) || Number(value.slice(0, 4)) < 1970) return undefined;
  const [month, day] = [Number(value.slice(5, 7)), Number(value.slice(8, 10))];
  if (day > (daysInMonth[month - 1] ?? 0)) return undefined;
  const milliseconds = Date.parse(value);
  return Number.isFinite(milliseconds) ? milliseconds : undefined;
}

/** `2026-10-14T12:00:00Z` */
export function writeInstant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** 00:00 UTC of a calendar date, in milliseconds, or undefined when it is no date. */
export function readDate(value: string): number | undefined {
  return /^\d{4}-\d\d-\d\d$/.test(value) ? readInstant(`${value}T00:00:00Z`) : undefined;
}

/** Days since 1970-01-01, the form in which local dates are compared. */
export function dayNumber(date: string): number {
  return Math.floor((readDate(date) ?? Number.NaN) / dayMs);
}
