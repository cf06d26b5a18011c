import { type Answered, type Caller, type Operation, runOperation, type Table } from '@buttdial/switchboard';

type Cell = string | number | null;

interface Asked {
  readonly input: unknown;
  readonly caller: Caller;
  /** The answer to it: the first page. */
  readonly value: Answered['value'];
}

/** An answer as CSV after RFC 4180, where the operation has a table; a long list is asked for page by page while it is read. */
export function csvOf(operation: Operation, asked: Asked): string | ReadableStream<Uint8Array> | undefined {
  const { csv, table } = operation.rest;
  return table ? streamed(operation, table, asked) : csv?.(asked.value);
}

function streamed(operation: Operation, table: Table, asked: Asked): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const pages = pagesOf(operation, table, asked);
  return new ReadableStream({
    async pull(controller) {
      const page = await pages.next();
      if (page.done) controller.close();
      else controller.enqueue(encoder.encode(page.value));
    },
    cancel: async () => void (await pages.return(undefined)),
  });
}

async function* pagesOf(operation: Operation, table: Table, asked: Asked): AsyncGenerator<string, void, void> {
  // The mark at the front makes spreadsheets read it as UTF-8.
  yield `\ufeff${line(table.header)}`;
  let { value } = asked;
  for (;;) {
    const rows = table.rows(value);
    if (rows.length > 0) yield rows.map(line).join('');
    const next = rows.length > 0 ? table.next(value) : undefined;
    if (!next) return;
    const input = { ...(asked.input as object), ...next };
    value = (await runOperation(operation, input, asked.caller)).value;
  }
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: Cell): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  // "+1555…" is a phone number and stays one; everything else that a spreadsheet would run as a formula does not.
  const plain = /^[=\-@\t\r]|^\+(?!\d+$)/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
