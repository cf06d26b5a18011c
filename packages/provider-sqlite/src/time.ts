const dayMs = 86_400_000;

/** The three hours, days and months below are all UTC; instants are milliseconds since 1970. */
export const minuteMs = 60_000;
export const hourMs = 3_600_000;

/** Number of the UTC day since 1970. */
export function dayOf(at: number): number {
  return Math.floor(at / dayMs);
}

export function dayStart(at: number): number {
  return dayOf(at) * dayMs;
}

export function nextDay(at: number): number {
  return dayStart(at) + dayMs;
}

/** Number of the UTC month: twelve times the year, plus 0 for January. */
export function monthOf(at: number): number {
  const date = new Date(at);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

export function monthStart(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

export function nextMonth(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

export function hourStart(at: number): number {
  return Math.floor(at / hourMs) * hourMs;
}
