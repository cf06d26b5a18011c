type Row = Readonly<Record<string, string | number | null>>;

/** Rows as CSV after RFC 4180. A cell that a spreadsheet would run as a formula is made plain text. */
export function toCsv(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map(row => names.map(name => cell(row[name] ?? '')).join(','));
  return `${[names.join(','), ...lines].join('\r\n')}\r\n`;
}

/** Hands the rows to the person as a file. */
export function downloadCsv(name: string, rows: readonly Row[]): void {
  // The mark at the front makes spreadsheets read it as UTF-8.
  saveFile(name, new Blob(['\ufeff', toCsv(rows)], { type: 'text/csv;charset=utf-8' }));
}

/** Hands something to the person as a file. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  // "+1555…" is a phone number and stays one; everything else that begins like a formula does not.
  const plain = /^[=\-@\t\r]|^\+(?!\d+$)/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
