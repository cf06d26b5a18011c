import type { Log, LogFields } from '@buttdial/core';
import { type DestinationStream, type Level, pino } from 'pino';

/** One JSON line per event on the given stream. Fields are plain values that code chose; nothing is serialized by itself. */
export function createLog(level: Level | 'silent', stream: DestinationStream = pino.destination({ dest: 2, sync: false })): Log {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'event', formatters: { level: label => ({ level: label }) } }, stream);
  const write = (name: Level) => (event: string, fields?: LogFields) => (fields ? logger[name](fields, event) : logger[name](event));
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
