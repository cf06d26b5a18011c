import type { Log, LogFields } from '@buttdial/core';
import { type DestinationStream, type Level, pino } from 'pino';

/** One JSON line per event on the given stream. Fields are plain values that code chose; nothing is serialized by itself. */
export function createLog(level: Level | 'silent', stream: DestinationStream = buffered()): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'event',
      formatters: { level: label => ({ level: label }) },
    },
    stream,
  );
  const write = (name: Level) => (event: string, fields?: LogFields) =>
    fields ? logger[name](fields, event) : logger[name](event);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

// A line at a time would cost a system call each; a second is the longest that a line waits.
function buffered(): DestinationStream {
  const stream = pino.destination({ dest: 2, sync: false, minLength: 4096, periodicFlush: 1000 });
  process.on('exit', () => stream.flushSync());
  return stream;
}
