import { useQuery } from '@tanstack/react-query';
import { numberListsQuery } from '../../data/lists.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section } from '../../ui/surface.tsx';

/** The do-not-call lists that were imported, and how old they are. */
export function NumberLists() {
  const words = useWords();
  const formats = useFormats();
  const { data, error, refetch } = useQuery(numberListsQuery);
  return (
    <Section title={words.compliance.lists}>
      {error ? <Problem error={error} onRetry={() => void refetch()} /> : null}
      {data?.length === 0 ? <p className="text-soft">{words.compliance.listsEmpty}</p> : null}
      <ul className="grid">
        {data?.map(list => (
          <li
            key={list.list}
            className="flex flex-wrap items-baseline gap-x-4 border-line border-t py-2 first:border-t-0"
          >
            <span className="font-mono text-sm">{list.list}</span>
            <span className="flex-1 tabular-nums">{formats.count(list.numbers)}</span>
            <span className="text-soft text-sm">{words.compliance.listAge(list.ageDays)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
