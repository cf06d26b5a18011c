/** An exact amount. `micros` are millionths of the currency unit, an integer; USD 0.0079 is `{ micros: 7900, currency: 'USD' }`. */
export interface Money {
  readonly micros: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/**
 * Reads a decimal amount as vendors write it ("-0.00750", "0.0079") into micros, rounding half away from zero
 * beyond the sixth decimal.
 * @returns undefined when the text is not a plain decimal number.
 */
export function parseMoney(decimal: string, currency: string): Money | undefined {
  const match = /^([+-]?)(\d{1,9})(?:\.(\d+))?$/.exec(decimal.trim());
  if (!match) return undefined;
  const fraction = (match[3] ?? '').padEnd(7, '0');
  const tail = Number(fraction[6]) >= 5 ? 1 : 0;
  const micros = Number(match[2]) * 1_000_000 + Number(fraction.slice(0, 6)) + tail;
  return { micros: match[1] === '-' ? -micros : micros, currency: currency.toUpperCase() };
}

/** Writes micros as a decimal with at least two places: 7900 → "0.0079". */
export function formatMoney(money: Money): string {
  const sign = money.micros < 0 ? '-' : '';
  const digits = String(Math.abs(money.micros)).padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0{1,4}$/, '');
  return `${sign}${digits.slice(0, -6)}.${fraction}`;
}
