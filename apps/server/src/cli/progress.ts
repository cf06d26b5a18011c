const cells = 30;

/** One line that is drawn over and over on a terminal, and nothing at all elsewhere. */
export interface Progress {
  /** @param done from 0 to 1. */
  show(done: number, text: string): void;
  /** Takes the line away. */
  clear(): void;
}

/** Draws at most ten times a second, so that the drawing never costs more than the work. */
export function progressOn(terminal: NodeJS.WriteStream): Progress {
  let drawnAt = 0;
  let drawn = false;
  return {
    show(done, text) {
      const now = performance.now();
      if (!terminal.isTTY || (now - drawnAt < 100 && done < 1)) return;
      drawnAt = now;
      drawn = true;
      const full = Math.round(Math.min(1, done) * cells);
      const bar = '█'.repeat(full) + '░'.repeat(cells - full);
      terminal.write(`\r${bar} ${String(Math.floor(done * 100)).padStart(3)} %  ${text}\u001b[K`);
    },
    clear() {
      if (drawn) terminal.write('\r\u001b[K');
    },
  };
}
