import type { CallRecord } from '@buttdial/core';
import type { Happening } from './happenings.ts';

type Line = Extract<Happening, { kind: 'line' }>;

/** A transcript to be read. An interruption is a dash; what was not heard is not in it. */
export function transcriptText(lines: readonly Line[]): string {
  return lines.map(line => `${line.who}: ${spoken(line)}`).join('\n');
}

/** WebVTT, counted from the answer. A line ends when it was heard. */
export function transcriptVtt({ answeredAt, createdAt }: CallRecord, lines: readonly Line[]): string {
  const startMs = (answeredAt ?? createdAt).getTime();
  let lastMs = 0;
  const cues = lines.map(line => {
    const endMs = Math.max(lastMs + 1, new Date(line.at).getTime() - startMs);
    const cue = `${clock(lastMs)} --> ${clock(endMs)}\n<v ${line.who}>${spoken(line).replace(/[&<]/g, escaped)}`;
    lastMs = endMs;
    return cue;
  });
  return `WEBVTT\n\n${cues.join('\n\n')}\n`;
}

function escaped(character: string): string {
  return character === '&' ? '&amp;' : '&lt;';
}

function spoken({ text, isInterrupted }: Line): string {
  return isInterrupted ? `${text}—` : text;
}

function clock(milliseconds: number): string {
  const pad = (value: number, digits: number) => String(value).padStart(digits, '0');
  const seconds = Math.floor(milliseconds / 1_000);
  return `${pad(Math.floor(seconds / 3_600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}.${pad(milliseconds % 1_000, 3)}`;
}
