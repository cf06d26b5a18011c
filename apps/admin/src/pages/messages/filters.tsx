import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { agentsQuery } from '../../data/queries.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { type MessageSearch, messageSearch, messageStates, writtenChannels } from './search.ts';

interface FiltersProps {
  readonly search: MessageSearch;
  readonly onChange: (search: MessageSearch) => void;
}

/** What narrows the list. */
export function Filters({ search, onChange }: FiltersProps) {
  const words = useWords();
  const { data: agents = [] } = useQuery(agentsQuery);
  // Through the same reader as the address bar: what is empty leaves.
  const set = (change: Record<string, string>) => onChange(messageSearch({ ...search, ...change }));
  const { open: _, ...filter } = search;
  return (
    <search aria-label={words.messages.filter} className="flex flex-wrap items-center gap-2 border-line border-b p-3">
      <SearchInput
        label={words.messages.search}
        value={search.find ?? ''}
        onChange={find => set({ find })}
        className="min-w-48 flex-1 max-sm:basis-full"
      />
      <Choice
        label={words.common.agent}
        any={words.messages.anyAgent}
        value={search.agent}
        onChange={agent => set({ agent })}
        options={agents.map(agent => [agent.agentId, agent.displayName])}
      />
      <Choice
        label={words.common.channel}
        any={words.messages.anyChannel}
        value={search.channel}
        onChange={channel => set({ channel })}
        options={writtenChannels.map(channel => [channel, words.channels[channel] ?? channel])}
      />
      <Choice
        label={words.common.status}
        any={words.messages.anyStatus}
        value={search.status}
        onChange={status => set({ status })}
        options={messageStates.map(state => [state, words.states[state] ?? state])}
      />
      {Object.keys(filter).length > 0 ? <Clear onClear={() => onChange({})} /> : null}
    </search>
  );
}

function Clear({ onClear }: { readonly onClear: () => void }) {
  const words = useWords();
  return (
    <Button small look="quiet" onClick={onClear}>
      <X size={15} aria-hidden="true" />
      {words.messages.clear}
    </Button>
  );
}
