import type { Log, LogFields } from '@buttdial/core';
import { type DestinationStream, type Level, pino } from 'pino';

/** One JSON line per event on the given stream. Fields are plain values that code chose; nothing is serialized by itself. */
export function createLog(level: Level | 'silent', stream: DestinationStream = buffered()): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: isoTime(),
      messageKey: 'event',
      formatters: { level: label => ({ level: label }) },
    },
    stream,
  );
  const write = (name: Level) => (event: string, fields?: LogFields) =>
    fields ? logger[name](fields, event) : logger[name](event);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** As pino's own, but lines of the same millisecond share its text. */
function isoTime(): () => string {
  let at = Number.NaN;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== at) text = `,"time":"${new Date(now).toISOString()}"`;
    at = now;
    return text;
  };
}

const fullLength = 16_384;
const longestWaitMs = 1000;

/**
 * A line at a time would cost a system call each. The lines are gathered here because the stream's own way of doing so
 * measures all that it holds again with every line.
 */
function buffered(): DestinationStream {
  const stream = pino.destination({ dest: 2, sync: false });
  let lines = '';
  let due: NodeJS.Timeout | undefined;
  const pass = () => {
    clearTimeout(due);
    due = undefined;
    if (lines !== '') stream.write(lines);
    lines = '';
  };
  process.on('exit', () => {
    pass();
    stream.flushSync();
  });
  return {
    write(line) {
      lines += line;
      if (lines.length >= fullLength) pass();
      else due ??= setTimeout(pass, longestWaitMs).unref();
    },
  };
}
