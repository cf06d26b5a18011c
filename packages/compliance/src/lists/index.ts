import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max';
import { resolveNumber } from '../destination.ts';
import { type ListEntry, ListFormatError, type ListSource, type ListSummary } from './entries.ts';
import { lineParser, readChangeLine, readFullLine, splitCsv } from './lines.ts';
import { readEntries } from './read.ts';
import { xmlParser } from './xml.ts';

export type { ListEntry, ListSource, ListSummary } from './entries.ts';
export { isPlausibleCount, ListFormatError } from './entries.ts';

/** Entries in batches; the return value of the generator is the summary. */
export type ListReading = AsyncGenerator<readonly ListEntry[], ListSummary, undefined>;

/**
 * FTC full list, flat text: one `AAA,NNNNNNN` per line. The FTC delivers it zipped, a file per area code or state:
 * unzip first. Store nothing before the last batch came: a bad line throws `ListFormatError`.
 */
export function readFtcFullList(source: ListSource): ListReading {
  return readEntries(source, lineParser(readFullLine));
}

/** FTC change list, flat text: `area code,number,timestamp,A|D` per line. */
export function readFtcChangeList(source: ListSource): ListReading {
  return readEntries(source, lineParser(readChangeLine));
}

/** FTC full or change list, XML. */
export function readFtcXmlList(source: ListSource): ListReading {
  return readEntries(source, xmlParser());
}

/** Where the numbers stand in the file, and how they are written. */
export interface CsvListOptions {
  /** Name of the column in the first line, or its number counted from 0 when there is no header. Default 0. */
  readonly column?: string | number;
  /** Region of numbers written without a country code, for example `GB`. Without it, only E.164 is read. */
  readonly region?: string;
  /** Default: comma. */
  readonly separator?: string;
}

/** National or international digits as E.164. The national trunk zero is dropped when the number needs it. */
function toE164(text: string, callingCode: string | undefined): string | undefined {
  const digits = text.replace(/[\s().-]/g, '');
  const candidates = digits.startsWith('+')
    ? [digits]
    : callingCode === undefined
      ? []
      : [`+${callingCode}${digits.replace(/^0/, '')}`, `+${callingCode}${digits}`, `+${digits}`];
  for (const candidate of candidates) {
    const answer = resolveNumber(candidate);
    if (answer.kind === 'valid') return answer.destination.e164;
  }
  return undefined;
}

function csvReader(options: CsvListOptions): (line: string, position: number) => ListEntry | undefined {
  const { column = 0, region, separator = ',' } = options;
  if (region !== undefined && !isSupportedCountry(region)) throw new TypeError(`Unknown region ${region}.`);
  const callingCode = region === undefined ? undefined : getCountryCallingCode(region);
  let index = typeof column === 'number' ? column : -1;
  return (line, position) => {
    const fields = splitCsv(line, separator);
    if (index < 0) {
      index = fields.indexOf(String(column));
      if (index < 0) throw new ListFormatError(position, `a header with the column ${column}`);
      return undefined;
    }
    const number = toE164(fields[index] ?? '', callingCode);
    if (number === undefined) throw new ListFormatError(position, 'a telephone number that exists');
    return { number, change: 'add' };
  };
}

/**
 * Any other list as CSV (TPS, DNCL, DNCR, own lists): one number per line in the given column. Slower than the FTC
 * formats, because every number is checked against its numbering plan.
 *
 * @throws TypeError when the region is unknown.
 */
export function readCsvList(source: ListSource, options: CsvListOptions = {}): ListReading {
  return readEntries(source, lineParser(csvReader(options)));
}
