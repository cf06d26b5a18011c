/** Cuts a stream of text into what can be spoken as a whole. */
export interface ClauseCutter {
  /** @returns what is complete after this piece. */
  push(piece: string): readonly string[];
  /** @returns the rest. */
  end(): string;
}

const firstClauseLength = 12;

// A boundary needs a blank behind it: "3.50", "a@b.example" and "https://x.example/a,b" have none.
const sentenceEnd = /[.!?…]["')\]]*\s+|[。！？]|\n+/gu;
const clauseEnd = /[,;:.!?…–][""')\]]*\s+|\s[-–—]\s|[。！？，；：、]|\n+/gu;

// A blank behind these ends no sentence.
const abbreviation =
  /\b(mr|mrs|ms|dr|prof|st|no|vs|etc|e\.g|i\.e|approx|inc|ltd|a\.m|p\.m|z\.b|d\.h|bzw|nr|sr|sra|mme|\d+)\.$/i;

/** The first piece leaves at a clause of at least twelve characters, so that speech starts early; all others by sentence. */
export function createClauseCutter(): ClauseCutter {
  let waiting = '';
  let isFirst = true;

  function cut(): string | undefined {
    for (const match of waiting.matchAll(isFirst ? clauseEnd : sentenceEnd)) {
      const end = match.index + match[0].length;
      const clause = waiting.slice(0, end);
      if ((isFirst && clause.trim().length < firstClauseLength) || abbreviation.test(clause.trim())) continue;
      waiting = waiting.slice(end);
      isFirst = false;
      return clause;
    }
    return undefined;
  }

  return {
    push(piece) {
      waiting += piece;
      const clauses: string[] = [];
      for (let clause = cut(); clause !== undefined; clause = cut()) clauses.push(clause);
      return clauses;
    },
    end() {
      const rest = waiting;
      waiting = '';
      isFirst = true;
      return rest;
    },
  };
}
